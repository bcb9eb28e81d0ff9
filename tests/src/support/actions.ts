import { mockServices } from '@backstage/backend-test-utils';
import { LedgerClient } from '@personalize-portal/backstage-plugin-personalize-node';
import { createActions } from '@personalize-portal/backstage-plugin-scaffolder-backend-module-personalize';

const callsNobody = () =>
  Promise.reject(new Error('These actions are to be read, not to be run'));

/** All actions, to read their published schemas. */
export const PUBLISHED_ACTIONS = createActions({
  sessions: { accounts: [], open: callsNobody },
  guardrails: {},
  platformTeams: [],
  accessAnalyzer: { checkNoNewAccess: false },
  auth: mockServices.auth(),
  userInfo: mockServices.userInfo(),
  permissions: mockServices.permissions(),
  auditor: { createEvent: callsNobody },
  ledger: new LedgerClient({
    auth: mockServices.auth(),
    discovery: mockServices.discovery(),
  }),
});

/** Ids of all actions. */
export const ACTIONS = PUBLISHED_ACTIONS.map(({ id }) => id);
