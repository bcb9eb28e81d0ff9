import {
  asList,
  certifyRoleKeyStatement,
  keyPolicyActionsFor,
  keyStatements,
  OwnedStatement,
  PolicyStatement,
  roleKeyStatement,
  RoleTarget,
} from '@personalize-portal/backstage-plugin-personalize-common';
import { GrantsState } from '../shared/grants';
import { isOfRegion, KeyState } from './read';
import { KmsWanted } from './wanted';

/** What stands on one key after the plan. */
export interface KeyGrant {
  keyArn: string;
  statementIds: string[];
}

/** What is granted on each key asked for. */
export function keyGrants(
  wanted: KmsWanted,
  { resources }: Pick<GrantsState<KeyState>, 'resources'>,
): KeyGrant[] {
  return resources
    .filter(key => key.workflows.length > 0)
    .map(key => ({
      keyArn: key.keyArn,
      statementIds: statementsOnKey(wanted, key).map(({ Sid }) => Sid),
    }));
}

/** The statements in the policy of a key. */
export function statementsOnKey(
  { role, sourceConditions }: KmsWanted,
  { keyArn, workflows }: KeyState,
): OwnedStatement[] {
  return workflows.length > 0
    ? keyStatements(role, keyArn, workflows, sourceConditions)
    : [];
}

/** The statements on keys in the role's own policy. */
export function keyStatementsOnRole(
  { role }: KmsWanted,
  keys: readonly KeyState[],
): OwnedStatement[] {
  return keys.flatMap(
    ({ keyArn, workflows }) => roleKeyStatement(role, keyArn, workflows) ?? [],
  );
}

/** A grant in another Region can't be taken back from here, so the record of it stays. */
export function certifyOnRole(
  role: RoleTarget,
): (statement: PolicyStatement) => string[] {
  return statement =>
    certifyRoleKeyStatement(role)({
      ...statement,
      Resource: asList(statement.Resource).filter(keyArn =>
        isOfRegion(keyArn, role),
      ),
    });
}

/** What Personalize is to do with the keys that are asked for. */
export function usesOfKeys(_wanted: KmsWanted, keys: readonly KeyState[]) {
  return keys
    .filter(({ workflows }) => workflows.length > 0)
    .map(({ keyArn, workflows, tags, document }) => ({
      part: 'kms' as const,
      resource: keyArn,
      document,
      uses: keyPolicyActionsFor(workflows).map(action => ({
        action,
        resource: keyArn,
        resourceTags: tags,
      })),
    }));
}
