import { ConflictError } from '@backstage/errors';
import { RunRef } from '@personalize-portal/backstage-plugin-personalize-common';
import { Knex } from 'knex';
import { EntryRow, roleColumns } from '../ledger/entryRow';
import { RoleKey } from '../ledger/ledger';

/**
 * Refuses the proof of a run that read AWS while another run was at work on the
 * role: it would end what that one has yet to prove.
 *
 * @param since - number of the ledger's last entry when the run began to read
 * @throws ConflictError that names the other run's task
 */
export async function refuseOvertaken(
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
      `The proof isn't recorded: task ${other.task_id} was at work on role ${role.roleName} in account ${role.accountId} while AWS was read. Verify the set-up again once that task is done.`,
    );
  }
}
