import { roleArn } from '../../aws/arn';
import { ApplyingPolicies, ResourcePolicy } from '../../evaluate/decision';
import { servicePolicyStatements } from '../../documents/servicePolicy';
import { Check } from '../../plan/change';
import { PolicyStatement } from '../../policy/document';
import { ExpectedAccess } from '../expectedAccess';
import { HeldAccess, HeldRole } from '../heldAccess';
import {
  ROLE_BOUNDARY,
  ROLE_EXISTS,
  ROLE_METRICS,
  ROLE_SERVICE_POLICY,
} from '../ids';
import { namedPolicies, placedStatements, PlacedStatement } from '../placed';
import { RUN_AGAIN } from '../words';
import { byRole } from './askers';
import { proveClaim } from './claim';
import { obstacleCheck } from './obstacles';
import { usesOf } from './uses';

/** Proves that the service role is there, in its boundary, and may call Personalize. */
export function proveRole(
  expected: ExpectedAccess,
  { role: held, roleObstacle }: HeldAccess,
): Check[] {
  const arn = roleArn(expected.role);
  if (roleObstacle) {
    return [obstacleCheck(ROLE_EXISTS, roleObstacle)];
  }
  if (!held) {
    return [
      {
        id: ROLE_EXISTS,
        title: `The role ${arn} doesn't exist`,
        outcome: 'failed',
        remedy: RUN_AGAIN,
      },
    ];
  }
  return [
    { id: ROLE_EXISTS, title: `The role ${arn} exists`, outcome: 'passed' },
    ...proveBoundary(expected, held),
    ...proveServicePolicy(expected, held),
  ];
}

function proveBoundary(
  { settings }: ExpectedAccess,
  { arn, boundary }: HeldRole,
): Check[] {
  const asked = settings.permissionsBoundary;
  if (asked === undefined) {
    return [];
  }
  return boundary?.place === asked
    ? [
        {
          id: ROLE_BOUNDARY,
          title: `The role is limited by the permissions boundary ${asked}`,
          outcome: 'passed',
        },
      ]
    : [
        {
          id: ROLE_BOUNDARY,
          title: `The role has ${
            boundary ? `the permissions boundary ${boundary.place}` : 'none'
          } instead of the permissions boundary ${asked}`,
          outcome: 'failed',
          remedy: `Have the account's administrator set the boundary of ${arn}: the portal never changes that of a role that exists.`,
        },
      ];
}

function proveServicePolicy(
  { role, settings }: ExpectedAccess,
  held: HeldRole,
): Check[] {
  const prove = (
    id: string,
    where: string,
    statements: readonly PolicyStatement[],
  ) =>
    proveClaim({
      id,
      who: `The role ${role.roleName}`,
      deed: actions => `do ${actions} ${where}`,
      requests: statements
        .flatMap(usesOf)
        .map(use => byRole(role, use, held.roleId)),
      policies: roleAlone(held),
      own: ownIn(held, statements),
    });
  const api = servicePolicyStatements(role, {
    ...settings,
    cloudWatchMetrics: false,
  });
  const metrics = servicePolicyStatements(role, settings).filter(
    ({ Sid }) => !api.some(statement => statement.Sid === Sid),
  );
  return [
    prove(
      ROLE_SERVICE_POLICY,
      settings.servicePolicy === 'scoped'
        ? `in account ${role.accountId} and ${role.region}`
        : 'everywhere',
      api,
    ),
    ...(metrics.length > 0
      ? [prove(ROLE_METRICS, 'in CloudWatch', metrics)]
      : []),
  ];
}

/** The policies of the role alone; what it does knows no policy on the resource. */
export function roleAlone(held: HeldRole | undefined): ApplyingPolicies {
  return {
    identity: namedPolicies(held?.policies ?? []),
    ...(held?.boundary?.document
      ? {
          boundary: {
            name: held.boundary.place,
            document: held.boundary.document,
          },
        }
      : {}),
  };
}

/** The policies of the role, and one on a resource. */
export function roleWith(
  held: HeldRole | undefined,
  resource: ResourcePolicy,
): ApplyingPolicies {
  return { ...roleAlone(held), resource };
}

/** The first of some statements that stands, by its Sid, in a role's policies. */
export function ownIn(
  { policies }: HeldRole,
  statements: readonly PolicyStatement[],
): PlacedStatement | undefined {
  return placedStatements(policies).find(({ statement }) =>
    statements.some(({ Sid }) => Sid === statement.Sid),
  );
}
