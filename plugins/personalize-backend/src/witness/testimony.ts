import {
  LedgerHead,
  LedgerProblem,
  LedgerTestimony,
} from '@personalize-portal/backstage-plugin-personalize-common';
import { Knex } from 'knex';
import { JsonObject } from '@backstage/types';
import { ChainWalk } from '../ledger/chainWalk';
import { EntryRow } from '../ledger/entryRow';

/** A head of the ledger that a witness has. */
export interface WitnessedHead extends LedgerHead {
  /**
   * When the witness got it, ISO 8601, UTC, by a clock other than the
   * database's.
   */
  at: string;
}

/**
 * Keeps heads of the ledger where nobody who can write its database can change
 * them.
 */
export interface Witness {
  /** The name that the reader sees. */
  readonly name: string;
  /**
   * Gives the witness the head, unless it has it.
   *
   * @returns the data of the audit event; undefined if the witness had the head
   * @throws Error that names the AWS operation
   */
  write(head: LedgerHead, signal: AbortSignal): Promise<JsonObject | undefined>;
  /**
   * All heads that it has; the ledger must contain each of them.
   *
   * @throws Error if they can't be read, or if nothing protects them
   */
  heads(signal: AbortSignal): Promise<WitnessedHead[]>;
  /**
   * Why a head that the ledger contains proves nothing, in a sentence.
   *
   * @param head - the last of {@link heads} that the ledger contains
   * @returns undefined if it proves something
   */
  flawOf(head: WitnessedHead, signal: AbortSignal): Promise<string | undefined>;
}

/** How long a verification waits for AWS. */
const LIMIT_MS = 20_000;

/** The witnesses that prove entries from outside, and their interval. */
export interface Witnesses {
  all: readonly Witness[];
  /** How often they get a head, in milliseconds. */
  frequencyMs: number;
}

/** What a witness had when the ledger was read. */
export interface ReadWitness {
  witness: Witness;
  heads: WitnessedHead[];
  /** Why its heads couldn't be read. */
  failure?: string;
}

/**
 * Reads the heads that witnesses have. Call it before reading the ledger, which
 * may grow in the meantime.
 */
export async function readWitnesses({
  all,
}: Witnesses): Promise<ReadWitness[]> {
  return Promise.all(
    all.map(async (witness): Promise<ReadWitness> => {
      try {
        const heads = await inTime(signal => witness.heads(signal));
        return { witness, heads };
      } catch (error) {
        return { witness, heads: [], failure: messageOf(error) };
      }
    }),
  );
}

/**
 * Compares a ledger with the heads that its witnesses have.
 *
 * @param walk - through the whole ledger, with all their heads
 */
export async function judgeWitnesses(
  database: Knex,
  walk: ChainWalk,
  read: readonly ReadWitness[],
  { frequencyMs }: Pick<Witnesses, 'frequencyMs'>,
): Promise<{ problems: LedgerProblem[]; testimonies: LedgerTestimony[] }> {
  const problems: LedgerProblem[] = [];
  const testimonies: LedgerTestimony[] = [];
  const damaged = Math.min(...walk.damage().map(([first]) => first));
  for (const { witness, heads, failure } of read) {
    const { name } = witness;
    const [lacking] = heads.filter(head => !walk.has(head)).sort(bySeq);
    if (lacking) {
      problems.push(contradiction(name, lacking));
    }
    // A later head would vouch for a ledger that was rewritten before it; no
    // head proves entries that differ from what was recorded.
    const proven = heads
      .filter(({ seq }) => seq < damaged && (!lacking || seq < lacking.seq))
      .sort(bySeq)
      .at(-1);
    const flaw = failure ?? (proven && (await flawOf(witness, proven)));
    if (flaw !== undefined) {
      const message = `Heads outside prove nothing, ${name}: ${flaw}`;
      problems.push({ seq: walk.seq, kind: 'unwitnessed', message });
      continue;
    }
    if (proven) {
      testimonies.push({ witness: name, ...proven });
    }
    const seq =
      lacking || damaged < Infinity
        ? undefined
        : await overdue(database, proven?.seq ?? 0, frequencyMs);
    if (seq !== undefined) {
      problems.push({
        seq,
        kind: 'unwitnessed',
        message: `Heads outside prove nothing from entry ${seq} on, ${name}: no later head got there in twice the time of personalize.ledger.witness.frequency. See the log of the backends.`,
      });
    }
  }
  return { problems, testimonies };
}

/** @param first - the first of the heads that the ledger lacks */
function contradiction(
  name: string,
  { seq, hash, at }: WitnessedHead,
): LedgerProblem {
  return {
    seq,
    kind: 'contradicted',
    message: `The ledger lacks entry ${seq} with the hash ${hash}, whose head was written outside at ${at}, ${name}. An older copy was restored, the end was cut off, entries were rewritten, or somebody forged a head there.`,
  };
}

/** The same head, written again, shows when the ledger still had it. */
function bySeq(one: WitnessedHead, other: WitnessedHead): number {
  return one.seq - other.seq || Date.parse(one.at) - Date.parse(other.at);
}

/** The first entry that no head proves, if one should by now. */
async function overdue(
  database: Knex,
  after: number,
  frequencyMs: number,
): Promise<number | undefined> {
  const next = await database<EntryRow>('ledger_entries')
    .where('seq', '>', after)
    .orderBy('seq')
    .first('seq', 'at');
  const isRecent = next && Date.parse(next.at) > Date.now() - 2 * frequencyMs;
  return isRecent ? undefined : next?.seq;
}

async function flawOf(
  witness: Witness,
  head: WitnessedHead,
): Promise<string | undefined> {
  try {
    return await inTime(signal => witness.flawOf(head, signal));
  } catch (error) {
    return messageOf(error);
  }
}

/**
 * Stops waiting even if the work goes on: getting credentials ignores the
 * signal.
 */
async function inTime<T>(
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const end = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      reject(new Error(`AWS gave no answer in ${LIMIT_MS / 1000} seconds.`));
      end.abort();
    }, LIMIT_MS);
  });
  try {
    return await Promise.race([work(end.signal), late]);
  } finally {
    clearTimeout(timer);
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
