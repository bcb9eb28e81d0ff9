import {
  PartName,
  PolicyDocument,
  RoleTarget,
  statementName,
  stoppingDenies,
  StoppingDeny,
  Warning,
} from '@personalize-portal/backstage-plugin-personalize-common';
import { IamRole } from '../../aws/iam';
import { Grant, roleRequest, serviceRequest } from './personalizeRequests';

/**
 * Names the Deny statements of a bucket or key policy that will or may stop
 * Personalize. They are foreign and stay unchanged.
 */
export function denyWarnings(
  target: RoleTarget,
  role: IamRole | undefined,
  document: PolicyDocument | undefined,
  grant: Grant,
): Warning[] {
  const requests = grant.uses.flatMap(use => [
    serviceRequest(target, use),
    roleRequest(target, use, role),
  ]);
  return stoppingDenies({
    document,
    documentName: grant.resource,
    requests,
  }).map(deny => denyWarning(grant.part, grant.resource, target, deny));
}

/** Names a Deny that stops or may stop Personalize, and what to do about it. */
export function denyWarning(
  part: PartName,
  resource: string,
  target: RoleTarget,
  deny: StoppingDeny,
): Warning {
  return {
    part,
    resource,
    message: [
      `Statement ${statementName(
        deny.statement,
        deny.index,
      )} in the policy of ${resource}`,
      deny.certainty === 'yes' ? 'denies' : 'may deny',
      `${deny.actions.join(', ')} to ${
        deny.principal === 'service'
          ? 'Personalize itself'
          : `the role ${target.roleName}`
      }.`,
      deny.cure ?? 'Ask its owner to exempt Personalize.',
    ].join(' '),
    statement: {
      document: resource,
      ...(deny.sid === undefined ? {} : { sid: deny.sid }),
      index: deny.index,
    },
  };
}
