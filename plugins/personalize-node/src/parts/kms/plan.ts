import {
  asList,
  certifyKeyStatement,
  certifyRoleKeyStatement,
  keyPolicyActionsFor,
  keyStatements,
  roleKeyStatement,
} from '@personalize-portal/backstage-plugin-personalize-common';
import { GrantEngine, GrantsState } from '../shared/grants';
import { isOfRegion, KeyState, readWantedKeys, readDroppedKeys } from './read';
import { findAddedKeys } from './revoke';
import { KmsWanted } from './wanted';
import { keyWarnings } from './warnings';

/** Grants in key policies. */
export const KEYS = new GrantEngine<KmsWanted, KeyState>({
  part: 'kms',
  policyName: 'PersonalizeKms',
  service: 'KMS',
  noun: 'key',
  nameOf: ({ keyArn }) => `key ${keyArn}`,

  readWanted: readWantedKeys,
  readDropped: readDroppedKeys,

  statements: ({ role, sourceConditions }, { keyArn, workflows }) =>
    workflows.length > 0
      ? keyStatements(role, keyArn, workflows, sourceConditions)
      : [],
  certify: (role, { keyArn }) => certifyKeyStatement(role, keyArn),

  statementsOnRole: ({ role }, keys) =>
    keys.flatMap(
      ({ keyArn, workflows }) =>
        roleKeyStatement(role, keyArn, workflows) ?? [],
    ),
  // A grant in another Region can't be removed from here, so its record stays.
  certifyOnRole: role => statement =>
    certifyRoleKeyStatement(role)({
      ...statement,
      Resource: asList(statement.Resource).filter(keyArn =>
        isOfRegion(keyArn, role),
      ),
    }),

  warnings: keyWarnings,
  uses: (_wanted, keys) =>
    keys
      .filter(({ workflows }) => workflows.length > 0)
      .map(({ keyArn, workflows, tags, document }) => ({
        part: 'kms',
        resource: keyArn,
        document,
        uses: keyPolicyActionsFor(workflows).map(action => ({
          action,
          resource: keyArn,
          resourceTags: tags,
        })),
      })),

  findAdded: findAddedKeys,
  nothing: role => ({
    role,
    keys: [],
    sourceConditions: 'if-present',
    field: 'keys',
  }),
});

/** The state of one key after the plan. */
export interface KeyGrant {
  keyArn: string;
  statementIds: string[];
}

/** The grants on each requested key. */
export function keyGrants(
  wanted: KmsWanted,
  { resources }: Pick<GrantsState<KeyState>, 'resources'>,
): KeyGrant[] {
  return resources
    .filter(key => key.workflows.length > 0)
    .map(key => ({
      keyArn: key.keyArn,
      statementIds: KEYS.kind.statements(wanted, key).map(({ Sid }) => Sid),
    }));
}
