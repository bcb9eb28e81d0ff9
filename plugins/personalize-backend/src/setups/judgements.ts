import { ConflictError } from '@backstage/errors';
import {
  Finding,
  judgeSetup,
  ReportAnswer,
  ReportRequest,
  RunRef,
} from '@personalize-portal/backstage-plugin-personalize-common';
import { JsonObject } from '@backstage/types';
import { Knex } from 'knex';
import { EntryRow, roleColumns, RoleKey } from '../ledger/entryRow';
import { SetupRow, statusColumns } from '../record/storage';
import { isOfRole } from '../record/tables';
import { ClaimContext, requireClaim } from './claims';
import { lockedRow, noSuchSetup, setupOf, StoredChecks } from './setupTable';

/** A set-up, and its status by its findings. */
interface Judgement {
  name: string;
  status: ReportAnswer['status'];
}

/** Records the findings of a run's proof; see `DatabaseSetups.report`. */
export async function recordProof(
  { trx, ledger }: ClaimContext,
  name: string,
  request: ReportRequest,
): Promise<Judgement> {
  const { role, claimSeq, since, run, person, ...found } = request;
  const row = await lockedRow(trx, name);
  await requireClaim({ trx, ledger }, { role, claimSeq });
  if (row.revoked_at !== null || !isOfRole(roleColumns(role))(row)) {
    throw noSuchSetup(name);
  }
  await refuseOvertaken(trx, role, run, since);
  const details: JsonObject = JSON.parse(
    JSON.stringify({ name: row.name, ...found }),
  );
  await ledger.append({ kind: 'proved', role, person, run, details }, trx);
  return storeJudgement(trx, name, found.findings, { isRun: true });
}

/**
 * Judges findings by the present record of a set-up, and stores the result.
 *
 * @param how.isRun - whether a run's proof has just found them; otherwise the
 * last check did
 */
export async function storeJudgement(
  trx: Knex.Transaction,
  name: string,
  findings: Finding[],
  { isRun = false }: { isRun?: boolean } = {},
): Promise<Judgement> {
  const row = await lockedRow(trx, name);
  const { baseline, accepted } = setupOf(row);
  const now = new Date();
  const { status, ...judged } = judgeSetup(findings, {
    baseline,
    acceptances: accepted,
    isRun,
    now,
  });
  const stored: StoredChecks = { ...judged, findings };
  await trx<SetupRow>('setups')
    .where({ name_lower: row.name_lower })
    .update({
      ...(row.pending_since === null && statusColumns(status)),
      ...(isRun && { checked_at: now.toISOString() }),
      checks: JSON.stringify(stored),
    });
  return { name: row.name, status };
}

/**
 * Refuses the proof of a run that read AWS while another run changed the role:
 * it would end what the other run has yet to prove.
 *
 * @param since - number of the ledger's last entry when the run began to read
 * @throws ConflictError that names the other run's task
 */
async function refuseOvertaken(
  trx: Knex.Transaction,
  role: RoleKey,
  { taskId }: RunRef,
  since: number,
): Promise<void> {
  const other = await trx<EntryRow>('ledger_entries')
    .where(roleColumns(role))
    .whereIn('kind', ['intent', 'outcome', 'registered'])
    .andWhere('seq', '>', since)
    .whereNot({ task_id: taskId })
    .orderBy('seq')
    .first('task_id');
  if (other) {
    throw new ConflictError(
      `The proof isn't recorded: task ${other.task_id} was changing role ${role.roleName} in account ${role.accountId} while we read AWS. Verify the set-up again once that task is done.`,
    );
  }
}
