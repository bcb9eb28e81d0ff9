import {
  FieldExtensionComponentProps,
  makeFieldSchema,
} from '@backstage/plugin-scaffolder-react';
import { createFormField } from '@backstage/plugin-scaffolder-react/alpha';
import { readFormValues } from './formValues';
import { About, ABOUT } from './pages';
import { PersonalizeLimits } from './PersonalizeLimits';

/**
 * `ui:field: PersonalizeLimits`, for a property of type `null`: shows the limits
 * on a page and submits nothing.
 */
export const limitsField = createFormField({
  name: 'PersonalizeLimits',
  component: LimitsField,
  schema: makeFieldSchema({
    output: zod => zod.null(),
    uiOptions: zod =>
      zod.object({
        about: zod.enum(ABOUT).describe("The subject of the form's page"),
      }),
  }),
});

/** The form's side of {@link PersonalizeLimits}. It has no value of its own. */
function LimitsField({
  uiSchema,
  formContext,
}: FieldExtensionComponentProps<null, { about: About }>) {
  const about = uiSchema['ui:options']?.about;
  return about ? (
    <PersonalizeLimits
      about={about}
      form={readFormValues(formContext?.formData)}
    />
  ) : null;
}
