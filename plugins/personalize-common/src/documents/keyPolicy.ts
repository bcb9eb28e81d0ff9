import { parseArn, roleArn, RoleIdentity } from '../aws/arn';
import { asList, PolicyStatement, statementsIn } from '../policy/document';
import { OwnedStatement } from '../policy/merge';
import { RoleTarget } from '../service/role';
import { SERVICE_PRINCIPAL } from '../service/service';
import { ownedSid } from '../service/sids';
import {
  keyPolicyActionsFor,
  KmsWorkflow,
  roleKeyActionsFor,
} from '../service/workflows';
import { SourceConditions } from '../setup/access';
import { sourceCondition } from './bucketPolicy';

/**
 * The two statements of a key policy: one for the role, one for the service. They
 * are never one statement, because the role's own calls carry no source keys and a
 * condition on these would deny them.
 * Source: Amazon Personalize Developer Guide, "Giving Amazon Personalize permission
 * to use your AWS KMS key".
 */
export function keyStatements(
  role: RoleTarget,
  keyArn: string,
  workflows: readonly KmsWorkflow[],
  sourceConditions: SourceConditions,
): OwnedStatement[] {
  const condition = sourceCondition(role, sourceConditions);
  const actions = keyPolicyActionsFor(workflows);
  return [
    {
      Sid: ownedSid('KmsRole', role, keyArn),
      Effect: 'Allow',
      Principal: { AWS: roleArn(role) },
      Action: actions,
      Resource: '*',
    },
    {
      Sid: ownedSid('KmsService', role, keyArn),
      Effect: 'Allow',
      Principal: { Service: SERVICE_PRINCIPAL },
      Action: actions,
      Resource: '*',
      ...(condition ? { Condition: condition } : {}),
    },
  ];
}

/** The statement of the role's own policy on a key. Undefined if the key policy is enough. */
export function roleKeyStatement(
  role: RoleTarget,
  keyArn: string,
  workflows: readonly KmsWorkflow[],
): OwnedStatement | undefined {
  const actions = roleKeyActionsFor(workflows);
  return actions.length > 0
    ? {
        Sid: ownedSid('KmsRole', role, keyArn),
        Effect: 'Allow',
        Action: actions,
        Resource: keyArn,
      }
    : undefined;
}

/** The Sids that make a statement in a key policy this set-up's own. */
export function certifyKeyStatement(
  role: RoleIdentity,
  keyArn: string,
): (statement: PolicyStatement) => string[] {
  const sids = [
    ownedSid('KmsRole', role, keyArn),
    ownedSid('KmsService', role, keyArn),
  ];
  return () => sids;
}

/** The Sids that make a statement about a key, in the role's own policy, this set-up's. */
export function certifyRoleKeyStatement(
  role: RoleIdentity,
): (statement: PolicyStatement) => string[] {
  return statement =>
    asList(statement.Resource).map(keyArn => ownedSid('KmsRole', role, keyArn));
}

/**
 * The keys that this set-up's own statements grant, in a key policy or in the
 * role's. ARNs, each once.
 *
 * @param resource - the place of the policy, as in `Change.resource`
 */
export function grantedKeys(
  role: RoleTarget,
  resource: string,
  document: unknown,
): string[] {
  const isKey = parseArn(resource)?.service === 'kms';
  const certify = isKey
    ? certifyKeyStatement(role, resource)
    : certifyRoleKeyStatement(role);
  const granted = statementsIn(document).flatMap(statement =>
    (isKey ? [resource] : asList(statement.Resource)).filter(keyArn =>
      certify({ ...statement, Resource: keyArn }).some(
        sid => sid === statement.Sid,
      ),
    ),
  );
  return [...new Set(granted)];
}
