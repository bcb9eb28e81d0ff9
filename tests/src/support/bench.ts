import fs from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { JsonObject } from '@backstage/types';
// The account that npm start serves is no package that could be imported by name.
// eslint-disable-next-line @backstage/no-relative-monorepo-imports
import { createClients } from '../../../local-account/clients.mjs';
import { AccountClients, AccountState, readAccountState } from './accountState';
import { SeededAccount, startLocalAccount } from './localAccount';
import { RecordingEndpoint, startRecordingEndpoint } from './recordingEndpoint';
import { PortalSettings, Scaffolder, startScaffolder } from './scaffolder';

export const ACCOUNT = '123456789012';
export const PARTNER_ACCOUNT = '210987654321';
export const REGION = 'us-east-1';

/** A seeded account for one test file, and portals that call it. */
export interface Bench {
  seeded: SeededAccount;
  /** The account after seeding. */
  seededState: AccountState;
  /** Calls the account directly, without recording. */
  aws: AccountClients;
  /** Between the portals and the account. */
  endpoint: RecordingEndpoint;
  state(): Promise<AccountState>;
  /**
   * A portal with this account in its configuration. Each remembers its own
   * last writes, so a test whose account was restored takes a new one.
   *
   * @param personalize - more of the `personalize` section
   * @param denied - names of permissions that nobody has
   * @param settings - by default everybody is a guest, and guests may use every
   * bucket and key
   */
  startPortal(
    personalize?: JsonObject,
    denied?: string[],
    settings?: PortalSettings,
  ): Promise<Scaffolder>;
  /**
   * Until {@link restore}, makes earlier writes a minute old, so that a read
   * doesn't mistake a change by others for an obsolete answer.
   */
  letAMinutePass(): void;
  /** Saves the account's present state, to restore later. */
  keepAccount(): Promise<void>;
  /** Restores the account to the last saved state, or to the seeded one. */
  restoreAccount(): Promise<void>;
  /** The same, and stops the portals. */
  restore(): Promise<void>;
  stop(): Promise<void>;
}

/**
 * A new folder for the databases of portals that are started one after the
 * other.
 */
export function databasesFolder(): Promise<string> {
  return fs.mkdtemp(path.join(os.tmpdir(), 'databases-'));
}

/**
 * Opens everything that is closed by default; guardrails of a test replace all.
 */
export const OPENED: JsonObject = {
  allowedTags: ['*'],
  servicePolicy: 'documented',
  requireMfa: false,
  sourceConditions: 'none',
};

export async function startBench(): Promise<Bench> {
  const account = await startLocalAccount();
  const aws = await createClients({
    endpoint: account.endpoint,
    region: REGION,
  });
  // Also saves the session in the partner's account, which the clients use.
  await account.keepState();
  const endpoint = await startRecordingEndpoint(account.endpoint);
  const seededState = await readAccountState(aws);
  let portals: Scaffolder[] = [];
  let clock: jest.SpiedFunction<typeof Date.now> | undefined;

  async function stopPortals() {
    await Promise.all(portals.map(portal => portal.stop()));
    portals = [];
  }

  async function restoreAccount() {
    await endpoint.disconnect();
    await account.restore();
  }

  return {
    seeded: account.seeded,
    seededState,
    aws,
    endpoint,
    state: () => readAccountState(aws),
    async startPortal(personalize = {}, denied, settings) {
      const portal = await startScaffolder(
        {
          accounts: [
            {
              accountId: ACCOUNT,
              regions: [REGION],
              endpoint: endpoint.endpoint,
            },
          ],
          teams: {
            'group:default/guests': {
              accounts: ['*'],
              buckets: ['*'],
              keys: ['*'],
              bucketOwners: ['*'],
            },
          },
          identityCenter: {
            accountId: ACCOUNT,
            region: REGION,
            endpoint: endpoint.endpoint,
          },
          guardrails: OPENED,
          ...personalize,
        },
        denied,
        settings,
      );
      portals.push(portal);
      return portal;
    },
    letAMinutePass() {
      const { now } = Date;
      clock = jest.spyOn(Date, 'now').mockImplementation(() => now() + 61_000);
    },
    async keepAccount() {
      await endpoint.disconnect();
      await account.keepState();
    },
    restoreAccount,
    async restore() {
      await stopPortals();
      clock?.mockRestore();
      endpoint.interceptNothing();
      await restoreAccount();
      endpoint.clear();
    },
    async stop() {
      await stopPortals();
      await endpoint.close();
      await account.stop();
    },
  };
}
