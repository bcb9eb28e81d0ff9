import { FieldExtensionComponentProps } from '@backstage/plugin-scaffolder-react';
import { About } from './about';
import { readFormValues } from './formValues';
import { PersonalizeLimits } from './PersonalizeLimits';

/** The form's side of {@link PersonalizeLimits}. It has no value of its own. */
export function LimitsField({
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
