import fs from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { JsonObject } from '@backstage/types';
// The account that npm start serves is no package that could be imported by name.
// eslint-disable-next-line @backstage/no-relative-monorepo-imports
import { createClients } from '../../../local-account/clients.mjs';
import {
  AccountClients,
  AccountState,
  readAccountState,
  restoreAccountState,
} from './accountState';
import { SeededAccount, startLocalAccount } from './localAccount';
import { RecordingEndpoint, startRecordingEndpoint } from './recordingEndpoint';
import { PortalSettings, Scaffolder, startScaffolder } from './scaffolder';

export const ACCOUNT = '123456789012';
export const PARTNER_ACCOUNT = '210987654321';
export const REGION = 'us-east-1';

/** A seeded account of a test file's own, and portals that call it. */
export interface Bench {
  seeded: SeededAccount;
  /** As seeded. */
  seededState: AccountState;
  /** Straight to the account: nothing of it is recorded. */
  aws: AccountClients;
  /** Between the portals and the account. */
  endpoint: RecordingEndpoint;
  state(): Promise<AccountState>;
  /**
   * A portal that has this account in its configuration. Each remembers its own
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
  /** Stops the portals and brings the account back to what was seeded. */
  restore(): Promise<void>;
  stop(): Promise<void>;
}

/** A new folder for the databases of portals that are started one after the other. */
export function databasesFolder(): Promise<string> {
  return fs.mkdtemp(path.join(os.tmpdir(), 'databases-'));
}

/** What is closed unless it is opened in writing; whoever gives guardrails gives all. */
export const OPENED: JsonObject = {
  allowedTags: ['*'],
  servicePolicy: 'documented',
  requireMfa: false,
  sourceConditions: 'none',
};

export async function startBench(): Promise<Bench> {
  const account = await startLocalAccount();
  const seeded = await account.seed();
  const aws = await createClients({
    endpoint: account.endpoint,
    region: REGION,
  });
  const endpoint = await startRecordingEndpoint(account.endpoint);
  const seededState = await readAccountState(aws);
  let portals: Scaffolder[] = [];
  const wasWritten = watchForWrites(aws, endpoint);

  async function stopPortals() {
    await Promise.all(portals.map(portal => portal.stop()));
    portals = [];
  }

  return {
    seeded,
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
    async restore() {
      await stopPortals();
      endpoint.interceptNothing();
      if (wasWritten()) {
        await restoreAccountState(aws, seededState);
      }
      wasWritten.watchAgain();
      endpoint.clear();
    },
    async stop() {
      await stopPortals();
      await endpoint.close();
      await account.stop();
    },
  };
}

/** Most tests write nothing, and reading the whole account takes time. */
function watchForWrites(
  { iam, kms, s3, ssoAdmin }: AccountClients,
  endpoint: RecordingEndpoint,
) {
  let isWritten = false;
  const note = (command = '') => {
    isWritten ||= !/^(Get|List|Head|Describe)/.test(command);
  };
  iam.middlewareStack.add((next, { commandName }) => async args => {
    note(commandName);
    return next(args);
  });
  kms.middlewareStack.add((next, { commandName }) => async args => {
    note(commandName);
    return next(args);
  });
  s3.middlewareStack.add((next, { commandName }) => async args => {
    note(commandName);
    return next(args);
  });
  ssoAdmin.middlewareStack.add((next, { commandName }) => async args => {
    note(commandName);
    return next(args);
  });
  function watchAgain() {
    isWritten = false;
    endpoint.intercept((call, forward) => {
      isWritten ||= call.write;
      return forward();
    });
  }
  watchAgain();
  return Object.assign(() => isWritten, { watchAgain });
}
