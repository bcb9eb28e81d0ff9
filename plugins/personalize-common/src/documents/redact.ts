import { JsonObject, JsonValue } from '@backstage/types';
import {
  managedPolicyArn,
  parseIamArn,
  roleArn,
  RoleIdentity,
} from '../aws/arn';
import { statementFingerprint } from '../policy/compare';
import {
  isPolicyDocument,
  PolicyStatement,
  statementsIn,
  statementsOf,
} from '../policy/document';
import { PRESETS } from '../service/presets';
import { RoleTarget } from '../service/role';
import {
  isServicePolicyStatement,
  servicePolicyName,
} from '../service/servicePolicy';
import { ownedSid, PEOPLE_TRUST_SID } from '../service/sids';
import { isUserPolicyStatement, userPolicyArn } from '../service/userPolicy';
import { Change } from '../setup/change';
import { parsePlace } from '../setup/place';
import { certifyBucketStatement } from './bucketPolicy';
import { certifyKeyStatement, certifyRoleKeyStatement } from './keyPolicy';

/**
 * Hides in changes what others wrote. Each foreign statement is replaced by its
 * Sid, effect and fingerprint. A reader sees that it stays, changes or goes, but
 * not its content.
 *
 * @param role - the role whose set-up's own statements are shown
 */
export function redactForeign(
  changes: readonly Change[],
  role: RoleTarget,
): Change[] {
  return changes.map(change => {
    const { resource, before, after } = change;
    const show = (object: JsonObject) => redactIn(object, resource, role);
    return {
      ...change,
      ...(before && { before: show(before) }),
      ...(after && { after: show(after) }),
    };
  });
}

/**
 * As {@link redactForeign}, for an object that is a policy document or holds one.
 *
 * @param resource - its place, as in `Change.resource`
 */
export function redactIn(
  object: JsonObject,
  resource: string,
  role: RoleTarget,
): JsonObject {
  if (isPolicyDocument(object)) {
    return {
      ...object,
      Statement: statementsOf(object).map(statement =>
        isOwnStatement(statement, resource, role)
          ? statement
          : redacted(statement),
      ),
    };
  }
  return Object.fromEntries(
    Object.entries(object).map(([key, value]) => [
      key,
      isObject(value) ? redactIn(value, resource, role) : value,
    ]),
  );
}

function isObject(value: JsonValue | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function redacted(statement: PolicyStatement): JsonObject {
  return {
    ...(statement.Sid === undefined ? {} : { Sid: statement.Sid }),
    Effect: statement.Effect,
    redacted: statementFingerprint(statement),
  };
}

/**
 * This set-up's own statements in a value that was written or found at a place.
 * Empty if the value isn't a policy.
 *
 * @param resource - as in `Change.resource`
 */
export function ownStatements(
  document: unknown,
  resource: string,
  role: RoleIdentity,
): PolicyStatement[] {
  return statementsIn(document).filter(statement =>
    isOwnStatement(statement, resource, role),
  );
}

/** Whether a statement is this set-up's own, by its Sid; see `ownedSid`. */
export function isOwnStatement(
  statement: PolicyStatement,
  resource: string,
  role: RoleIdentity,
): boolean {
  const { Sid, Effect } = statement;
  if (Sid === undefined || Effect !== 'Allow') {
    return false;
  }
  if (resource === servicePolicyArn(role)) {
    return isServicePolicyStatement(statement);
  }
  if (PRESETS.some(preset => resource === userPolicyArn(role, preset))) {
    return isUserPolicyStatement(statement);
  }
  if (Sid === PEOPLE_TRUST_SID) {
    const { arn, kind } = parsePlace(resource);
    return (
      parseIamArn(arn)?.kind === 'role' &&
      !(kind === 'trust-policy' && arn === roleArn(role))
    );
  }
  return [
    ownedSid('Trust', role, roleArn(role)),
    ...certifyBucketStatement(role)(statement),
    ...certifyRoleKeyStatement(role)(statement),
    ...certifyKeyStatement(role, resource)(statement),
  ].includes(Sid);
}

function servicePolicyArn(role: RoleIdentity): string {
  return managedPolicyArn(
    role.partition,
    role.accountId,
    role.rolePath,
    servicePolicyName(role.roleName),
  );
}
