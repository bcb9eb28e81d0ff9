import { makeFieldSchema } from '@backstage/plugin-scaffolder-react';
import { createFormField } from '@backstage/plugin-scaffolder-react/alpha';
import { ABOUT } from './about';
import { LimitsField } from './LimitsField';

/**
 * `ui:field: PersonalizeLimits`, for a property of type `null`: it shows what
 * limits the page and adds nothing to what is submitted.
 */
export const limitsField = createFormField({
  name: 'PersonalizeLimits',
  component: LimitsField,
  schema: makeFieldSchema({
    output: zod => zod.null(),
    uiOptions: zod =>
      zod.object({
        about: zod.enum(ABOUT).describe('What the page of the form is about'),
      }),
  }),
});
