import {
  HolderRef,
  parseIamArn,
  parsePlace,
} from '@personalize-portal/backstage-plugin-personalize-common';
import { RoleKey } from '../ledger/entryRow';

/** The name of a role in the table of claims; IAM ignores case in names. */
export function roleSubject({ accountId, roleName }: RoleKey): string {
  return `role/${accountId}/${roleName.toLowerCase()}`;
}

/** The name of a role or permission set for people there. */
export function holderSubject(holder: HolderRef): string {
  return holder.kind === 'role'
    ? roleSubject({ accountId: holder.accountId, roleName: holder.name })
    : `permission-set/${holder.instance}/${holder.name.toLowerCase()}`;
}

/** The name of a subject in a message. */
export function titleOfSubject(subject: string): string {
  const [kind, place, ...rest] = subject.split('/');
  return kind === 'role'
    ? `role ${rest.join('/')} in account ${place}`
    : `permission set ${rest.slice(1).join('/')}`;
}

/**
 * Whether a change or a leftover is of a claimed role or permission set, by its
 * resource. A resource names an instance of Identity Center by its ARN, and a
 * role's claims are of one instance, so its name decides.
 */
export function isOfSubject(resource: string, subject: string): boolean {
  const set = permissionSetIn(resource);
  if (set !== undefined) {
    return (
      subject.startsWith('permission-set/') &&
      subject.split('/').at(-1) === set.toLowerCase()
    );
  }
  const role = roleIn(resource);
  return role !== undefined && roleSubject(role) === subject;
}

/** Whether a resource is, or belongs to, any role or permission set. */
export function isClaimable(resource: string): boolean {
  return (
    permissionSetIn(resource) !== undefined || roleIn(resource) !== undefined
  );
}

/** The name of the permission set that a resource is, or belongs to. */
export function permissionSetIn(resource: string): string | undefined {
  const place = parsePlace(resource);
  return place.kind === 'permission-set' ? place.name : undefined;
}

/** The role that a resource is, or belongs to. */
export function roleIn(resource: string): RoleKey | undefined {
  const entity = parseIamArn(parsePlace(resource).arn);
  return entity?.kind === 'role'
    ? { accountId: entity.accountId, roleName: entity.name }
    : undefined;
}
