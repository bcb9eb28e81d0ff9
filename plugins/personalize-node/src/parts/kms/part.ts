import {
  certifyKeyStatement,
  parseArn,
} from '@personalize-portal/backstage-plugin-personalize-common';
import { readKeyPolicy } from '../../aws/kms';
import { Part } from '../part';
import {
  AddedGrants,
  GrantKind,
  GrantsState,
  planGrants,
  planGrantsRevoke,
  readAddedGrants,
  readGrants,
} from '../shared/grants';
import { heldInIam } from '../shared/heldInIam';
import {
  certifyOnRole,
  keyGrants,
  keyStatementsOnRole,
  statementsOnKey,
  usesOfKeys,
} from './plan';
import { KeyState, readAskedKeys, readDroppedKeys } from './read';
import { findAddedKeys, noKeys } from './revoke';
import { KmsRequest, KmsWanted, wantedKeys } from './wanted';
import { keyWarnings } from './warnings';

/** Name of the role's inline policy on keys. */
export const KMS_POLICY_NAME = 'PersonalizeKms';

/** Grants by the policies of keys. */
const KEYS: GrantKind<KmsWanted, KeyState> = {
  part: 'kms',
  policyName: KMS_POLICY_NAME,
  service: 'KMS',
  noun: 'key',
  nameOf: ({ keyArn }) => `key ${keyArn}`,
  readAsked: readAskedKeys,
  readDropped: readDroppedKeys,
  statements: statementsOnKey,
  certify: (role, { keyArn }) => certifyKeyStatement(role, keyArn),
  statementsOnRole: keyStatementsOnRole,
  certifyOnRole,
  warnings: keyWarnings,
  uses: usesOfKeys,
  findAdded: findAddedKeys,
  nothing: noKeys,
  revokeWarnings: keyWarnings,
};

/** The key policies, and the role's own policy on keys. */
export const kmsPart: Part<
  KmsRequest,
  KmsWanted,
  GrantsState<KeyState>,
  AddedGrants<KeyState>
> = {
  name: 'kms',
  wanted: wantedKeys,
  read: (session, wanted) => readGrants(KEYS, session, wanted),
  plan: (wanted, state, earlier) => ({
    ...planGrants(KEYS, wanted, state, earlier),
    grants: { keyArns: keyGrants(wanted, state).map(({ keyArn }) => keyArn) },
  }),
  outputs: (wanted, state) => ({ keys: keyGrants(wanted, state) }),
  asked: ({ keys, sourceConditions }) => ({ kms: { keys, sourceConditions } }),
  expected: ({ kms }) =>
    kms ? { keys: kms.keys, keySourceConditions: kms.sourceConditions } : {},
  async heldNow(session, resource) {
    return parseArn(resource)?.service === 'kms'
      ? readKeyPolicy.afresh(session, resource)
      : heldInIam(session, resource);
  },
  readAdded: (session, recorded) => readAddedGrants(KEYS, session, recorded),
  planRevoke: (recorded, added) => planGrantsRevoke(KEYS, recorded, added),
  keysLost: ({ resources }) => resources.map(({ keyArn }) => keyArn),
};
