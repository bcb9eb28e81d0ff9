import { parseArn } from '../../aws/arn';
import { keyStatements } from '../../documents/keyPolicy';
import { ResourcePolicy } from '../../evaluate/decide';
import { PolicyStatement } from '../../policy/document';
import { ExpectedAccess, HeldAccess, HeldKey, Obstacle } from '../access';
import { ExpectedKey, expectedKeys } from '../expectedStatements';
import { Finding, finding, obstacleFinding } from '../finding';
import { keyRole, keyService, keyUsable } from '../ids';
import { statementsAtPlaces } from '../statementPlaces';
import { proveExpectation } from './expectation';
import { roleRequest, serviceRequest } from './requests';
import { roleWith } from './serviceRole';
import { Use, usesOf } from './uses';

/** Proves that Personalize and the role can do with each key what its workflows need. */
export function proveKeys(
  expected: ExpectedAccess,
  held: HeldAccess,
): Finding[] {
  return expectedKeys(expected, held).flatMap(key => {
    const { keyArn, policy } = key.held;
    const obstacle = obstacleOf(key.held);
    return [
      obstacle ? obstacleFinding(keyUsable(keyArn), obstacle) : usable(keyArn),
      ...(policy.document ? proveKey(expected, held, key) : []),
    ];
  });
}

/** Each key has a policy. */
function obstacleOf({
  keyArn,
  policy,
  obstacle,
}: HeldKey): Obstacle | undefined {
  return obstacle || policy.document
    ? obstacle
    : {
        outcome: 'unknown',
        message: `The portal couldn't read the policy of key ${keyArn}.`,
        remedy:
          'If the key belongs to another account, ask its owner whether its policy has the requested statements.',
      };
}

function usable(keyArn: string): Finding {
  return finding({
    id: keyUsable(keyArn),
    kind: 'key',
    outcome: 'passed',
    subjects: { keyArn },
  });
}

function proveKey(
  {
    role,
    sourceConditions,
    keySourceConditions = sourceConditions,
  }: ExpectedAccess,
  { role: heldRole }: HeldAccess,
  { held: key, workflows }: ExpectedKey,
): Finding[] {
  const { keyArn, policy } = key;
  const [forRole, forService] = keyStatements(
    role,
    keyArn,
    workflows,
    keySourceConditions,
  );
  const resource: ResourcePolicy = {
    name: policy.place,
    document: policy.document,
    kind: 'key',
    accountId: parseArn(keyArn)?.accountId ?? role.accountId,
  };
  const ownOf = (asked: PolicyStatement) =>
    statementsAtPlaces([policy]).find(
      ({ statement }) => statement.Sid === asked.Sid,
    );
  const deed = { kind: 'key', keyArn } as const;
  return [
    proveExpectation({
      id: keyService(keyArn),
      who: { kind: 'service' },
      deed,
      requests: usesOfKey(forService, key).map(use =>
        serviceRequest(role, use),
      ),
      policies: { identity: [], resource },
      own: ownOf(forService),
      ...(keySourceConditions === 'required'
        ? { undocumented: [forService] }
        : {}),
    }),
    ...(heldRole
      ? [
          proveExpectation({
            id: keyRole(keyArn),
            who: { kind: 'role', roleName: role.roleName },
            deed,
            requests: usesOfKey(forRole, key).map(use =>
              roleRequest(role, use, heldRole.roleId),
            ),
            policies: roleWith(heldRole, resource),
            own: ownOf(forRole),
          }),
        ]
      : []),
  ];
}

/** In a key policy, the resource `*` is the key. */
function usesOfKey(
  statement: PolicyStatement,
  { keyArn, tags }: HeldKey,
): Use[] {
  return usesOf(statement).map(use => ({
    ...use,
    resource: keyArn,
    resourceAccount: parseArn(keyArn)?.accountId,
    resourceTags: tags,
  }));
}
