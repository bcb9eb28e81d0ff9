import { parseArn } from '@personalize-portal/backstage-plugin-personalize-common';
import { readKeyPolicy } from '../../aws/kms';
import { Part } from '../shared/part';
import { AddedGrants, GrantsState } from '../shared/grants';
import { heldInIam } from '../shared/heldInIam';
import { keyGrants, KEYS } from './plan';
import { KeyState } from './read';
import { KmsRequest, KmsWanted, wantedKeys } from './wanted';

/** The key policies, and the role's own policy for keys. */
export const kmsPart: Part<
  KmsRequest,
  KmsWanted,
  GrantsState<KeyState>,
  AddedGrants<KeyState>
> = {
  name: 'kms',
  inlinePolicy: KEYS.kind.policyName,
  hasOwners: true,
  wanted: wantedKeys,
  read: (session, wanted) => KEYS.read(session, wanted),
  plan: (wanted, state, earlier) => ({
    ...KEYS.plan(wanted, state, earlier),
    grants: { keyArns: keyGrants(wanted, state).map(({ keyArn }) => keyArn) },
  }),
  outputs: (wanted, state) => ({ keys: keyGrants(wanted, state) }),
  requestedAccess: ({ keys, sourceConditions }) => ({
    kms: { keys, sourceConditions },
  }),
  expectedAccess: ({ kms }) =>
    kms ? { keys: kms.keys, keySourceConditions: kms.sourceConditions } : {},
  async heldNow(session, resource) {
    return parseArn(resource)?.service === 'kms'
      ? readKeyPolicy.afresh(session, resource)
      : heldInIam(session, resource);
  },
  readAdded: (session, subject) => KEYS.readAdded(session, subject),
  planRevoke: (subject, added) => KEYS.planRevoke(subject, added),
  keysLost: ({ resources }) => resources.map(({ keyArn }) => keyArn),
};
