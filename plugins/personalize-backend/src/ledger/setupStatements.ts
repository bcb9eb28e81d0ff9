import {
  SetupStatements,
  statementFingerprint,
} from '@personalize-portal/backstage-plugin-personalize-common';
import { Knex } from 'knex';
import { recordedStatements } from '../record/granted';
import { isProven } from './chain';
import { outcomeIn, outcomeRows } from './changeRows';
import { EntryRow, isFull } from './entryRow';
import { Keyring } from './keyring';
import { intentPayload, readPayload } from './payload';

/**
 * The statements that set-ups have on record in the policies of buckets and keys,
 * by ARN: what the last change for each role left there. One that didn't fail for
 * certain counts before it is closed, and then what it found may stand as well. What
 * an entry says that was altered counts for nothing.
 */
export async function readSetupStatements(
  database: Knex,
  keyring: Keyring,
  resources: readonly string[],
): Promise<SetupStatements> {
  const intents = await database<EntryRow>('ledger_entries')
    .select('seq', 'intent_id', 'account_id', 'role_name', 'resource')
    .whereIn('resource', resources)
    .andWhere({ kind: 'intent' })
    .orderBy('seq');
  const outcomes = await outcomeRows(database, intents);
  const outcomeOf = ({ intent_id }: Pick<EntryRow, 'intent_id'>) => {
    const row = outcomes.get(intent_id);
    return row && isProven(row, keyring) ? outcomeIn(row)?.outcome : undefined;
  };
  const last = new Map(
    intents
      .filter(intent => outcomeOf(intent) !== 'failed')
      .map(intent => [
        [intent.account_id, intent.role_name, intent.resource].join(),
        intent.seq,
      ]),
  );
  // Whole policies are in these alone.
  const rows = await database<EntryRow>('ledger_entries')
    .whereIn('seq', [...last.values()])
    .orderBy('seq');
  const recorded: Record<string, string[]> = {};
  for (const row of rows.filter(isFull).filter(one => isProven(one, keyring))) {
    const { role, change } = readPayload(row, intentPayload);
    const { resource, before, after } = change;
    const states = outcomeOf(row) === 'applied' ? [after] : [before, after];
    recorded[resource] = [
      ...(recorded[resource] ?? []),
      ...states
        .flatMap(state => recordedStatements(role, resource, state))
        .map(statementFingerprint),
    ];
  }
  return recorded;
}
