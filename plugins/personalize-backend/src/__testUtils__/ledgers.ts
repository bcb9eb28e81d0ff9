import { mockServices } from '@backstage/backend-test-utils';
import { JsonObject } from '@backstage/types';
import {
  AwsRequestRecord,
  Change,
  LedgerHead,
  PolicyDocument,
  RoleRef,
  RunRef,
} from '@personalize-portal/backstage-plugin-personalize-common';
import { Knex } from 'knex';
import { DatabaseLedger } from '../ledger/databaseLedger';
import { SetupEntry } from '../ledger/entryRow';
import { headIn, LedgerConfig, LedgerKey } from '../ledger/ledgerConfig';

export const ACCOUNT = '111122223333';
export const ROLE: RoleRef = {
  partition: 'aws',
  accountId: ACCOUNT,
  region: 'us-east-1',
  roleName: 'Personalize-Reco',
  rolePath: '/personalize/',
};
export const OTHER_ROLE = { ...ROLE, roleName: 'personalize-shop' };
export const ANA = 'user:default/ana';
export const RUN = { taskId: 'task-1', stepId: 's3', taskUser: ANA };
export const BUCKET = 'arn:aws:s3:::reco-data';

export const KEY: LedgerKey = { id: '2026', secret: 'k'.repeat(32) };
export const NEXT_KEY: LedgerKey = { id: '2027', secret: 'n'.repeat(32) };

/** A policy with one statement for each Sid. */
export function policy(...sids: string[]): PolicyDocument {
  return {
    Version: '2012-10-17',
    Statement: sids.map(Sid => ({
      Sid,
      Effect: 'Allow',
      Principal: { Service: 'personalize.amazonaws.com' },
      Action: 's3:GetObject',
      Resource: `${BUCKET}/*`,
    })),
  };
}

/** A change of the bucket's policy. */
export function bucketChange(
  before: PolicyDocument | undefined,
  after: PolicyDocument | undefined,
  resource = BUCKET,
): Change {
  const change = { part: 's3', resource } as const;
  if (before && after) {
    return { ...change, operation: 'update', before, after };
  }
  return before
    ? { ...change, operation: 'delete', before }
    : { ...change, operation: 'create', after };
}

/**
 * The anchor in the line that a start prints if the key in the database signed
 * the head.
 */
export function anchorIn({
  error,
}: Pick<Awaited<ReturnType<typeof openLedger>>['logger'], 'error'>):
  | LedgerHead
  | undefined {
  const [[printed] = ['']] = error.mock.calls;
  return headIn(/^ *anchor: '(.*)'$/m.exec(printed)?.[1] ?? '');
}

/** Opens the ledger of a database; also returns the events for the auditor. */
export async function openLedger(
  database: Knex,
  config: LedgerConfig = { keys: [KEY] },
) {
  const auditor = mockServices.auditor.mock();
  const told: JsonObject[] = [];
  auditor.createEvent.mockImplementation(async ({ meta }) => {
    told.push({ ...meta });
    return { success: async () => undefined, fail: async () => undefined };
  });
  const logger = mockServices.logger.mock();
  const ledger = await DatabaseLedger.open({
    database,
    config,
    auditor,
    logger,
  });

  /** Records a change before it is made. */
  async function open(
    change: Change = bucketChange(undefined, policy('Ours')),
    role = ROLE,
    run: RunRef = RUN,
  ): Promise<string> {
    const { intentId } = await database.transaction(trx =>
      ledger.openIntent({ leaseId: 'lease', role, run, change }, ANA, trx),
    );
    return intentId;
  }

  return {
    ledger,
    auditor,
    logger,
    told,
    open,
    /** Records a finished change. */
    async apply(
      change?: Change,
      readBack?: JsonObject,
      role = ROLE,
      requests: AwsRequestRecord[] = [],
    ): Promise<string> {
      const intentId = await open(change, role);
      await ledger.closeIntent(intentId, {
        outcome: 'applied',
        requests,
        ...(readBack && { readBack }),
      });
      return intentId;
    },
    /** Records something about the set-up. */
    append(
      kind: SetupEntry['kind'],
      role: SetupEntry['role'] = ROLE,
      details: JsonObject = {},
    ): Promise<number> {
      return database.transaction(trx =>
        ledger.append({ kind, role, person: ANA, run: RUN, details }, trx),
      );
    },
  };
}

/** Number of the last entry; 0 for none. */
export async function lastSeq(database: Knex): Promise<number> {
  const last = await database('ledger_entries').max({ seq: 'seq' }).first();
  return last?.seq ?? 0;
}

/** All entries of an active role. */
export const ALL = { ...ROLE, after: 0 };
