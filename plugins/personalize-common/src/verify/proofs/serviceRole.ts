import { roleArn } from '../../aws/arn';
import { ApplyingPolicies, ResourcePolicy } from '../../evaluate/decide';
import { PolicyStatement } from '../../policy/document';
import { servicePolicyStatements } from '../../service/servicePolicy';
import { ExpectedAccess, HeldAccess, HeldRole } from '../access';
import { Deed, Finding, finding, obstacleFinding } from '../finding';
import {
  ROLE_BOUNDARY,
  ROLE_EXISTS,
  ROLE_METRICS,
  ROLE_SERVICE_POLICY,
} from '../ids';
import {
  namedPolicies,
  StatementAtPlace,
  statementsAtPlaces,
} from '../statementPlaces';
import { proveExpectation } from './expectation';
import { roleRequest } from './requests';
import { usesOf } from './uses';

/** Proves that the service role exists, has its boundary, and may call Personalize. */
export function proveRole(
  expected: ExpectedAccess,
  { role: held, roleObstacle }: HeldAccess,
): Finding[] {
  if (roleObstacle) {
    return [obstacleFinding(ROLE_EXISTS, roleObstacle)];
  }
  return [
    finding({
      id: ROLE_EXISTS,
      kind: 'role',
      outcome: held ? 'passed' : 'failed',
      subjects: { roleArn: roleArn(expected.role) },
    }),
    ...(held
      ? [
          ...proveBoundary(expected, held),
          ...proveServicePolicy(expected, held),
        ]
      : []),
  ];
}

function proveBoundary(
  { settings }: ExpectedAccess,
  { arn, boundary }: HeldRole,
): Finding[] {
  const asked = settings.permissionsBoundary;
  const found = boundary?.place;
  return asked === undefined
    ? []
    : [
        finding({
          id: ROLE_BOUNDARY,
          kind: 'boundary',
          outcome: found === asked ? 'passed' : 'failed',
          subjects: { roleArn: arn, asked, ...(found ? { found } : {}) },
        }),
      ];
}

function proveServicePolicy(
  { role, settings }: ExpectedAccess,
  held: HeldRole,
): Finding[] {
  const prove = (
    id: string,
    deed: Deed,
    statements: readonly PolicyStatement[],
  ) =>
    proveExpectation({
      id,
      who: { kind: 'role', roleName: role.roleName },
      deed,
      requests: statements
        .flatMap(usesOf)
        .map(use => roleRequest(role, use, held.roleId)),
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
      {
        kind: 'call',
        ...(settings.servicePolicy === 'scoped'
          ? { accountId: role.accountId, region: role.region }
          : {}),
      },
      api,
    ),
    ...(metrics.length > 0
      ? [prove(ROLE_METRICS, { kind: 'call' }, metrics)]
      : []),
  ];
}

/** Only the policies of the role, for actions without a resource policy. */
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

/** The first of some statements that is present, by its Sid, in a role's policies. */
export function ownIn(
  { policies }: HeldRole,
  statements: readonly PolicyStatement[],
): StatementAtPlace | undefined {
  return statementsAtPlaces(policies).find(({ statement }) =>
    statements.some(({ Sid }) => Sid === statement.Sid),
  );
}
