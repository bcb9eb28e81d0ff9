import { Assignee, PolicyReference } from '../../aws/identityCenterReads';

/** A permission set as far as its changes are named after it. */
export interface NamedSet {
  instanceArn: string;
  set: { name: string };
}

/** As the changes of a permission set name it. */
export function setName({ instanceArn, set }: NamedSet): string {
  return `${instanceArn}#permission-set/${set.name}`;
}

/** As the changes of a policy that a permission set refers to name it. */
export function referenceName(
  of: NamedSet,
  { path, name }: PolicyReference,
): string {
  return `${setName(of)}/customer-managed-policy${path}${name}`;
}

/** As the changes of an assignment name it. */
export function assignmentName(
  of: NamedSet,
  accountId: string,
  { kind, id }: Assignee,
): string {
  return `${setName(of)}/assignment/${accountId}/${kind}/${id}`;
}

/** As the change that brings a set up to date in an account names it. */
export function provisioningName(of: NamedSet, accountId: string): string {
  return `${setName(of)}/provisioning/${accountId}`;
}
