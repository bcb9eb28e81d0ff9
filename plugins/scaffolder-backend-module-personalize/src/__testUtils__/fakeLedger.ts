import {
  Claim,
  RoleRecord,
  SetupItem,
  SetupRecord,
} from '@personalize-portal/backstage-plugin-personalize-common';
import { LedgerService } from '@personalize-portal/backstage-plugin-personalize-node';

/** A registered set-up of the team `recommendations`. */
export const SHOP: SetupItem = {
  name: 'shop',
  entityRef: 'resource:default/shop',
  owner: 'group:default/recommendations',
  ownerMissing: false,
  partition: 'aws',
  accountId: '123456789012',
  region: 'us-east-1',
  roleName: 'personalize-shop',
  rolePath: '/personalize/',
  roleArn: 'arn:aws:iam::123456789012:role/personalize/personalize-shop',
  status: 'ok',
  taskId: 'task-0',
  requestedBy: 'user:default/ana',
  registeredAt: '2026-11-25T09:00:00.000Z',
  appliedAt: '2026-11-25T09:00:00.000Z',
  failing: [],
  accepted: 0,
  updateAvailable: false,
  buckets: [],
  keys: [],
};

/** The ledger's record of a role without any history. */
export function nothingKnown(): RoleRecord {
  return { holdings: [], asked: {}, openIntents: [], written: {} };
}

/** The claim of the role of set-up `shop`. */
export const SHOP_CLAIM: Claim = {
  seq: 7,
  owner: SHOP.owner,
  name: SHOP.name,
  state: 'active',
};

/** The ledger's record of set-up `shop`. */
export function shopRecord(more: Partial<SetupRecord> = {}): SetupRecord {
  return { ...nothingKnown(), setup: SHOP, claim: SHOP_CLAIM, ...more };
}

/** A ledger that knows only the roles of the given set-ups. */
export function fakeLedger(...setups: SetupRecord[]) {
  return {
    roleRecord: jest.fn<
      ReturnType<LedgerService['roleRecord']>,
      Parameters<LedgerService['roleRecord']>
    >(
      async ({ roleName }) =>
        setups.find(({ setup }) => setup.roleName === roleName) ??
        nothingKnown(),
    ),
    roleIds: jest.fn<
      ReturnType<LedgerService['roleIds']>,
      Parameters<LedgerService['roleIds']>
    >(async () => ({})),
    setupStatements: jest.fn<
      ReturnType<LedgerService['setupStatements']>,
      Parameters<LedgerService['setupStatements']>
    >(async () => ({})),
    setupRecord: jest.fn<
      ReturnType<LedgerService['setupRecord']>,
      Parameters<LedgerService['setupRecord']>
    >(async name => setups.find(({ setup }) => setup.name === name)),
    requestLease: jest.fn<
      ReturnType<LedgerService['requestLease']>,
      Parameters<LedgerService['requestLease']>
    >(async () => ({
      granted: true,
      leaseId: 'lease',
      lastsMs: 60_000,
      orphans: [],
    })),
    renewLease: jest.fn(async () => {}),
    releaseLease: jest.fn(async () => {}),
    openIntent: jest.fn<
      ReturnType<LedgerService['openIntent']>,
      Parameters<LedgerService['openIntent']>
    >(async () => ({ intentId: 'intent', seq: 1 })),
    closeIntent: jest.fn(async () => {}),
    claim: jest.fn<
      ReturnType<LedgerService['claim']>,
      Parameters<LedgerService['claim']>
    >(async () => SHOP_CLAIM),
    recordRequestedAccess: jest.fn<
      ReturnType<LedgerService['recordRequestedAccess']>,
      Parameters<LedgerService['recordRequestedAccess']>
    >(async () => {}),
    register: jest.fn<
      ReturnType<LedgerService['register']>,
      Parameters<LedgerService['register']>
    >(async () => ({ ...SHOP, changed: true })),
    reportChecks: jest.fn<
      ReturnType<LedgerService['reportChecks']>,
      Parameters<LedgerService['reportChecks']>
    >(async () => ({ status: 'ok' })),
    runChanges: jest.fn<
      ReturnType<LedgerService['runChanges']>,
      Parameters<LedgerService['runChanges']>
    >(async () => ({ madeBy: 'setup', since: 0, changes: [] })),
    accept: jest.fn<
      ReturnType<LedgerService['accept']>,
      Parameters<LedgerService['accept']>
    >(async () => ({ ...SHOP, checks: [], changed: true })),
    recordRevocation: jest.fn<
      ReturnType<LedgerService['recordRevocation']>,
      Parameters<LedgerService['recordRevocation']>
    >(async () => {}),
  } satisfies LedgerService;
}
