import { Entity } from '@backstage/catalog-model';
import {
  Finding,
  RegisterRequest,
  RoleRef,
  SETUP_ANNOTATIONS,
} from '@personalize-portal/backstage-plugin-personalize-common';
import { Knex } from 'knex';
import { EntryRange } from '../ledger/entryRow';
import { DatabaseSetups } from '../setups/databaseSetups';
import { CheckResult } from '../setups/setups';
import { ALL, ANA, openLedger, ROLE, RUN } from './ledgers';

export const RECO = 'group:default/recommendations';
export const ORDERS = 'group:default/orders';

const DAY_MS = 24 * 60 * 60 * 1000;

/**
 * A registration, by default of the set-up "reco", by an attempt that saw no
 * claim.
 */
export function registration({
  claimSeq = 0,
  ...other
}: Partial<RegisterRequest> = {}): RegisterRequest {
  return {
    role: ROLE,
    claimSeq,
    run: RUN,
    name: 'reco',
    owner: RECO,
    ...other,
  };
}

/** A different role for each number. */
export function roleNumber(index: number): RoleRef {
  return { ...ROLE, roleName: `personalize-${index}` };
}

/** An entity of the catalog, with the fields that set-ups read. */
export function catalogEntity(owner?: string, roleArn?: string): Entity {
  return {
    apiVersion: 'backstage.io/v1alpha1',
    kind: 'Resource',
    metadata: {
      name: 'reco',
      ...(roleArn
        ? { annotations: { [SETUP_ANNOTATIONS.roleArn]: roleArn } }
        : {}),
    },
    spec: { type: 'database', ...(owner ? { owner } : {}) },
  };
}

/** The set-ups of a database, with their ledger and the reported changes. */
export async function openSetups(database: Knex) {
  const { ledger, apply, open } = await openLedger(database);
  const changed: string[] = [];
  const catalog = new Map<string, Entity>();
  const options = {
    ledger,
    findEntity: async (ref: string) => catalog.get(ref),
    keepRevokedMs: 30 * DAY_MS,
    onChanged: (name: string) => changed.push(name),
  };
  const setups = new DatabaseSetups({ ...options, database });

  /** What a run that starts now knows of a role, for its records. */
  const begun = async (role: RoleRef = ROLE) => ({
    role,
    claimSeq: (await setups.roleRecord(role)).claim?.seq ?? 0,
    run: RUN,
  });

  return {
    setups,
    begun,
    /** Records the result of a proof that starts to read now. */
    async prove(name: string, findings: Finding[], role = ROLE) {
      return setups.report(name, {
        ...(await begun(role)),
        since: await ledger.lastSeq(),
        person: ANA,
        findings,
        isAdopted: false,
      });
    },
    /** The set-ups in a second process. */
    setupsOn: (other: Knex) =>
      new DatabaseSetups({ ...options, database: other }),
    /** The names of the set-ups that were reported as changed. */
    changed,
    /** Entities by ref. */
    catalog,
    ledger,
    /** Records a finished change. */
    apply,
    /** Records a change before it is made. */
    open,
    /** The history of a role, oldest first. */
    async history(range: EntryRange = ALL) {
      const { items } = await ledger.changes(range, { limit: 100 });
      return items.reverse().map(({ kind, person, taskId, details }) => ({
        kind,
        person,
        taskId,
        details,
      }));
    },
    /** Registers a set-up and removes it. */
    async takeBack(name: string, request: Partial<RegisterRequest> = {}) {
      await setups.register(registration({ name, ...request }), ANA);
      const run = await begun(request.role);
      await setups.recordRevocation(name, { ...run, kept: [] }, ANA);
    },
  };
}

/** A finding of a check or proof. */
export const found = (id: string, outcome: Finding['outcome']): Finding => ({
  id,
  kind: 'key',
  outcome,
  subjects: { keyArn: id },
});

/** The status of a set-up after a check that found this. */
export const looked = (
  status: CheckResult['status'],
  ...findings: Finding[]
): CheckResult => ({
  status,
  findings,
  failing: status === 'ok' ? [] : findings,
  accepted: 0,
  updateAvailable: false,
});
