import {
  Acceptance,
  PART_NAMES,
} from '@personalize-portal/backstage-plugin-personalize-common';
import { z } from 'zod/v3';
import { EntryRow, FullRow, isFull } from '../ledger/entryRow';
import {
  IntentPayload,
  outcomePayload,
  readPayload,
  setupPayload,
  SetupPayload,
} from '../ledger/payload';
import {
  claimRole,
  dropClaims,
  markUsed,
  ownClaim,
  releaseClaims,
  transferClaims,
} from './claimRules';
import {
  acceptedDetails,
  askedDetails,
  claimedDetails,
  migratedDetails,
  registeredDetails,
  revokedDetails,
  transferredDetails,
} from './entryDetails';
import { heldAfter } from './grants';
import { proofIn } from './proof';
import {
  PrunedRow,
  putSetup,
  setupOf,
  setupsGoneWith,
  setupsOf,
} from './setupRules';
import { isOfRole, Tables } from './tables';
import { writtenAfter } from './writtenDocuments';

/** The facts of earlier entries that the reducer needs. */
export interface Past {
  /** Number of the role's last `revoked` entry; 0 for none. */
  lastRevocation: number;
  /** Whether something was started in AWS for the role since then. */
  isBegun: boolean;
  /** Resources with a statement of the role since then; see `heldAfter`. */
  held: string[];
  /** The intent of an outcome, unless it was pruned. */
  intent?: { seq: number; said: IntentPayload };
  /** The entries that a `pruned` entry names. */
  pruned: PrunedRow[];
  /** The set-ups that it names, in lower case. */
  prunedNames: string[];
}

/** For an entry before which nothing happened. */
export const NO_PAST: Past = {
  lastRevocation: 0,
  isBegun: false,
  held: [],
  pruned: [],
  prunedNames: [],
};

/**
 * Updates the tables with one more entry. Nothing else decides the content of
 * the tables, so that they can be rebuilt from the entries.
 *
 * @param tables - at least the rows that the entry is about; changed in place
 */
export function apply(tables: Tables, row: EntryRow, past: Past): void {
  switch (row.kind) {
    case 'intent':
      begin(tables, row);
      break;
    case 'outcome':
      if (isFull(row) && past.intent) {
        close(tables, row, past.intent);
      }
      break;
    case 'pruned':
      prune(tables, past);
      break;
    case 'sealed':
      break;
    case 'revoked':
      revoke(tables, row);
      break;
    case 'released':
      setupsOf(tables, row).forEach(setup => tables.setups.drop(setup));
      releaseClaims(tables, row);
      break;
    default:
      applyDetails(tables, row, past);
  }
}

/**
 * Pruned entries no longer decide anything, and the remains of their set-up go
 * with the `pruned` entry.
 */
function applyDetails(tables: Tables, row: EntryRow, past: Past): void {
  if (!isFull(row)) {
    return;
  }
  const said = readPayload(row, setupPayload);
  switch (row.kind) {
    case 'registered':
      register(tables, row, said, past);
      break;
    case 'transferred':
      transfer(tables, row, said);
      break;
    case 'claimed':
      claim(tables, row, said, past);
      break;
    case 'asked':
      ask(tables, row, said);
      break;
    case 'proved':
      prove(tables, row, said);
      break;
    case 'accepted':
      accept(tables, row, said);
      break;
    case 'migrated':
      spellRoleNames(tables, said);
      break;
    default:
  }
}

function register(
  tables: Tables,
  row: EntryRow,
  { person, run, details }: SetupPayload,
  past: Past,
): void {
  const said = read(registeredDetails, details);
  if (!said || row.account_id === null || row.role_name === null) {
    return;
  }
  const before = setupOf(tables, row);
  putSetup(tables, {
    ...(before ?? newSetup(said.name, row, past)),
    title: said.title ?? null,
    description: said.description ?? null,
    owner: said.owner,
    system: said.system ?? null,
    account_id: row.account_id,
    region: said.region,
    role_name: said.roleName ?? before?.role_name ?? row.role_name,
    role_name_lower: row.role_name,
    role_path: said.rolePath,
    task_id: run.taskId,
    requested_by: person,
    requested: said.requested ? JSON.stringify(said.requested) : null,
    pending_since: before?.pending_since ?? row.at,
  });
  claimRole(tables, row, said, past);
}

/**
 * A set-up that wasn't registered before, without the fields of its
 * registration.
 */
function newSetup(name: string, { at }: EntryRow, past: Past) {
  return {
    name_lower: name.toLowerCase(),
    name,
    registered_at: at,
    applied_at: null,
    revoked_at: null,
    proved_status: null,
    baseline: '{}',
    accepted: '[]',
    held: JSON.stringify(past.held),
    after_seq: past.lastRevocation,
    revoked_seq: null,
  };
}

function transfer(
  tables: Tables,
  row: EntryRow,
  { details }: SetupPayload,
): void {
  const said = read(transferredDetails, details);
  const setup = setupOf(tables, row);
  if (said && setup) {
    putSetup(tables, { ...setup, owner: said.to, accepted: '[]' });
    transferClaims(tables, row, said);
  }
}

function claim(
  tables: Tables,
  row: EntryRow,
  { details }: SetupPayload,
  past: Past,
): void {
  const said = read(claimedDetails, details);
  if (!said) {
    return;
  }
  claimRole(tables, row, said, past);
  const setup = setupOf(tables, row);
  if (setup && said.migrated) {
    putSetup(tables, {
      ...setup,
      role_name: said.roleName,
      requested_by: said.migrated.requestedBy,
    });
    markUsed(tables, row);
  }
}

/** A person who changed something since the last proof leaves the set-up pending. */
function begin(tables: Tables, row: EntryRow): void {
  const setup = setupOf(tables, row);
  if (setup) {
    const pending_since = setup.pending_since ?? row.at;
    putSetup(tables, { ...setup, pending_since });
  }
  markUsed(tables, row);
}

function close(
  tables: Tables,
  row: FullRow,
  { seq, said: { role, change } }: { seq: number; said: IntentPayload },
): void {
  const outcome = readPayload(row, outcomePayload);
  const last = tables.ledger_written.get({ resource: change.resource });
  const written = writtenAfter(last, change, outcome, row.at);
  if (written) {
    tables.ledger_written.put(written);
  }
  const setup = setupOf(tables, row);
  // An outcome of a set-up that was removed before it doesn't count for the
  // next one.
  if (setup && seq > setup.after_seq) {
    const held = heldAfter(
      JSON.parse(setup.held),
      role,
      change,
      outcome.outcome,
    );
    putSetup(tables, { ...setup, held: JSON.stringify(held) });
  }
}

function ask(tables: Tables, row: EntryRow, { details }: SetupPayload): void {
  const said = read(askedDetails, details);
  const { account_id, role_name: role_name_lower } = row;
  if (!said || account_id === null || role_name_lower === null) {
    return;
  }
  const { region, asked, roleId } = said;
  for (const part of PART_NAMES.filter(name => asked[name] !== undefined)) {
    const access = JSON.stringify(asked[part]);
    tables.asked.put({ account_id, role_name_lower, region, part, access });
  }
  const own = ownClaim(tables, row);
  if (own && roleId) {
    tables.claims.put({ ...own, role_id: roleId });
  }
  begin(tables, row);
}

function prove(tables: Tables, row: EntryRow, { details }: SetupPayload): void {
  const setup = setupOf(tables, row);
  const proof =
    setup &&
    proofIn(
      details,
      setup.baseline === '{}' ? undefined : JSON.parse(setup.baseline),
      JSON.parse(setup.accepted),
      row.at,
    );
  if (proof) {
    markUsed(tables, row);
    putSetup(tables, {
      ...setup,
      applied_at: proof.appliedAt,
      pending_since: null,
      proved_status: proof.status,
      baseline: JSON.stringify(proof.baseline),
    });
  }
}

function accept(
  tables: Tables,
  row: EntryRow,
  { person, details }: SetupPayload,
): void {
  const said = read(acceptedDetails, details);
  const setup = setupOf(tables, row);
  if (said && setup) {
    const others: Acceptance[] = JSON.parse(setup.accepted);
    const accepted = { ...said, person, acceptedAt: row.at };
    putSetup(tables, {
      ...setup,
      accepted: JSON.stringify([
        ...others.filter(({ id }) => id !== said.id),
        accepted,
      ]),
    });
  }
}

/** A removed set-up keeps its name for a while, and nothing else. */
function revoke(tables: Tables, row: EntryRow): void {
  const said =
    isFull(row) && read(revokedDetails, readPayload(row, setupPayload).details);
  setupsOf(tables, row).forEach(setup =>
    tables.setups.put({
      ...setup,
      revoked_at: row.at,
      revoked_seq: row.seq,
      pending_since: null,
      proved_status: null,
      baseline: '{}',
      accepted: '[]',
      held: '[]',
      buckets: '[]',
      keys: '[]',
    }),
  );
  tables.asked.filter(isOfRole(row)).forEach(asked => tables.asked.drop(asked));
  dropClaims(
    tables,
    row,
    said ? said.kept.map(({ resource }) => resource) : [],
  );
}

/**
 * The result of pruned entries can't be rebuilt, so it is removed with them.
 */
function prune(
  tables: Tables,
  { pruned, prunedNames }: Pick<Past, 'pruned' | 'prunedNames'>,
): void {
  [
    ...setupsGoneWith(tables, pruned),
    ...prunedNames.flatMap(
      name_lower => tables.setups.get({ name_lower }) ?? [],
    ),
  ].forEach(setup => tables.setups.drop(setup));
  for (const row of pruned) {
    const { seq, resource } = row;
    tables.claims
      .filter(isOfRole(row))
      .filter(one => one.seq === seq)
      .forEach(one => tables.claims.drop(one));
    const written =
      resource !== null && tables.ledger_written.get({ resource });
    if (written) {
      tables.ledger_written.drop(written);
    }
  }
}

function spellRoleNames(tables: Tables, { details }: SetupPayload): void {
  const said = read(migratedDetails, details);
  for (const [name_lower, role_name] of Object.entries(said?.roleNames ?? {})) {
    const setup = tables.setups.get({ name_lower });
    if (setup) {
      putSetup(tables, { ...setup, role_name });
    }
  }
}

/** An entry that was appended by hand can say anything; unknown content decides nothing. */
function read<T>(
  schema: z.ZodType<T, z.ZodTypeDef, unknown>,
  details: unknown,
): T | undefined {
  const { data } = schema.safeParse(details);
  return data;
}
