import { useRouteRef } from '@backstage/frontend-plugin-api';
import { usePermission } from '@backstage/plugin-permission-react';
import { Link } from '@backstage/ui';
import { personalizeSetupRevokePermission } from '@personalize-portal/backstage-plugin-personalize-common';
import { templateRouteRef } from '../routes';

/** The way to the template that takes the set-up back, for who may do so. */
export function TakeBack({ name }: { name: string }) {
  const pathOf = useRouteRef(templateRouteRef);
  const { allowed } = usePermission({
    permission: personalizeSetupRevokePermission,
    resourceRef: name,
  });
  if (!pathOf || !allowed) {
    return null;
  }
  const form = pathOf({
    namespace: 'default',
    templateName: 'personalize-permissions-revoke',
  });
  // The scaffolder fills its form from this parameter.
  const formData = encodeURIComponent(JSON.stringify({ name }));
  return <Link href={`${form}?formData=${formData}`}>Take it back…</Link>;
}
