import { isDeepStrictEqual } from 'node:util';
import { Entity } from '@backstage/catalog-model';
import { RegisterRequest } from '@personalize-portal/backstage-plugin-personalize-common';
import { RegisteredDetails } from '../record/entryDetails';
import { SetupRow } from '../record/storage';
import {
  ClaimContext,
  claimOfName,
  isClaimed,
  ownOf,
  refuseHeld,
  refuseSharing,
  roleIdFrom,
} from './claims';
import { refuseCollisions } from './collisions';
import { rowOf, rowOfRole } from './setupTable';

/** A registration, with what was looked up for it. */
export interface Registration {
  request: RegisterRequest;
  person: string;
  /** What the catalog has under the name. */
  entity?: Entity;
  /** How long the name of a set-up that was taken back stays with its owner, in milliseconds. */
  keepRevokedMs: number;
}

/**
 * Registers a set-up, and claims its role and what people get access by for its
 * owner.
 *
 * @returns its row, and whether that says anything new
 * @throws ConflictError as `refuseCollisions`, `refuseHeld` and `refuseSharing` say
 */
export async function register(
  context: ClaimContext,
  registration: Registration,
): Promise<{ row: SetupRow; changed: boolean }> {
  const { trx, ledger } = context;
  const { request, person, entity, keepRevokedMs } = registration;
  const { role, run, name, owner, holders = [] } = request;
  const claims = await ledger.claims(role, trx);
  const own = ownOf(role, claims);
  const registered = await rowOfRole(trx, role);
  refuseCollisions(
    request,
    {
      byName: await rowOf(trx, name),
      byRole: registered,
      claim: own,
      claimOfName: await claimOfName(trx, name),
      entity,
    },
    { person, now: new Date(), keepRevokedMs },
  );
  await refuseHeld(context, { role, holders, owner, claims });
  const isTransfer = registered !== undefined && registered.owner !== owner;
  if (isTransfer) {
    await refuseSharing(context, { role, owner, claims });
  }
  const details: RegisteredDetails = {
    name: registered?.name ?? name,
    ...(request.title !== undefined && { title: request.title }),
    ...(request.description !== undefined && {
      description: request.description,
    }),
    owner,
    ...(request.system !== undefined && { system: request.system }),
    region: role.region,
    rolePath: role.rolePath,
    roleName: role.roleName,
    holders,
    ...(request.requested && { requested: request.requested }),
    ...(own?.state === 'reserved' && roleIdFrom(own)),
  };
  const common = { role, person, run };
  if (isTransfer) {
    const transferred = {
      name: registered.name,
      from: registered.owner,
      to: owner,
    };
    await ledger.append(
      { ...common, kind: 'transferred', details: transferred },
      trx,
    );
  }
  const changed =
    !registered ||
    isNews(request, registered) ||
    !isClaimed(holders, role, claims);
  if (
    changed ||
    run.taskId !== registered.task_id ||
    person !== registered.requested_by
  ) {
    await ledger.append({ ...common, kind: 'registered', details }, trx);
  }
  const row = await rowOfRole(trx, role);
  if (!row) {
    throw new Error(`The set-up ${name} wasn't registered`);
  }
  return { row, changed };
}

/** Whether a registration says anything that the last one didn't. */
function isNews(
  { role, title, description, owner, system, requested }: RegisterRequest,
  row: SetupRow,
): boolean {
  return (
    owner !== row.owner ||
    (title ?? null) !== row.title ||
    (description ?? null) !== row.description ||
    (system ?? null) !== row.system ||
    role.roleName !== row.role_name ||
    role.rolePath !== row.role_path ||
    !isDeepStrictEqual(
      requested,
      row.requested ? JSON.parse(row.requested) : undefined,
    )
  );
}
