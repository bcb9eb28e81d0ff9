import { JsonObject } from '@backstage/types';
import {
  CHANGE_OPERATIONS,
  PART_NAMES,
} from '@personalize-portal/backstage-plugin-personalize-common';
import { z } from 'zod/v3';
import { EntryKind, FullRow } from './entryRow';

/** Converts the content of an entry from one format to the next. */
export type Upgrade = (payload: JsonObject, kind: EntryKind) => JsonObject;

/**
 * The first is from format 1 to 2, and so on. Stored content is never
 * rewritten, because its signature would break; it is upgraded each time it is
 * read.
 */
const UPGRADES: readonly Upgrade[] = [
  // Format 2 has kinds of entries that a version which knows only format 1 must
  // not skip.
  payload => payload,
];

/** The format in which entries are written. */
export const CURRENT_FORMAT = UPGRADES.length + 1;

/** The content of an entry, in the format after the last upgrade. */
function upgradePayload(
  { payload, format, kind }: FullRow,
  upgrades: readonly Upgrade[],
): JsonObject {
  const stored: JsonObject = JSON.parse(payload);
  return upgrades
    .slice(format - 1)
    .reduce((older, upgrade) => upgrade(older, kind), stored);
}

const jsonObject = z.custom<JsonObject>(
  value => typeof value === 'object' && value !== null && !Array.isArray(value),
);

const run = z.object({
  taskId: z.string(),
  stepId: z.string().optional(),
  taskUser: z.string().optional(),
});

const requests = z.array(
  z.object({ operation: z.string(), requestId: z.string() }),
);

/** The content of an intent. */
export const intentPayload = z.object({
  person: z.string(),
  run,
  role: z.object({
    partition: z.string(),
    accountId: z.string(),
    region: z.string(),
    roleName: z.string(),
    rolePath: z.string(),
  }),
  change: z.object({
    part: z.enum(PART_NAMES),
    resource: z.string(),
    operation: z.enum(CHANGE_OPERATIONS),
    before: jsonObject.optional(),
    after: jsonObject.optional(),
  }),
});
export type IntentPayload = z.infer<typeof intentPayload>;

/** The content of an outcome, as `OutcomeRequest`. */
export const outcomePayload = z.discriminatedUnion('outcome', [
  z.object({
    outcome: z.literal('applied'),
    requests,
    readBack: jsonObject.optional(),
  }),
  z.object({
    outcome: z.literal('failed'),
    requests,
    error: z.string(),
    message: z.string(),
  }),
  z.object({
    outcome: z.literal('unknown'),
    requests,
    message: z.string(),
    readBack: jsonObject.optional(),
    closedBy: z.object({ person: z.string(), run }).optional(),
  }),
]);
export type OutcomePayload = z.infer<typeof outcomePayload>;

/** The content of an entry about a set-up itself. */
export const setupPayload = z.object({
  person: z.string(),
  run,
  details: jsonObject,
});
export type SetupPayload = z.infer<typeof setupPayload>;

/** The content of a `pruned` entry: which entries lost their content. */
export const prunedPayload = z.object({
  seqs: z.array(z.number()),
  /**
   * The lower-case names of the set-ups that were removed with them: one may
   * have belonged to another role before, and an empty entry doesn't say which
   * name it registered.
   */
  names: z.array(z.string()).optional(),
});
export type PrunedPayload = z.infer<typeof prunedPayload>;

/**
 * The content of a `sealed` entry: the numbers, from the first to the last,
 * that were altered or missing when somebody with the key continued the ledger.
 */
export const sealedPayload = z.object({
  ranges: z.array(z.tuple([z.number(), z.number()])),
});
export type SealedPayload = z.infer<typeof sealedPayload>;

/**
 * Reads the content of an entry from any version of the portal.
 *
 * @throws Error that names the entry and says what to do
 */
export function readPayload<T>(
  row: FullRow,
  schema: z.ZodType<T>,
  upgrades: readonly Upgrade[] = UPGRADES,
): T {
  const known = upgrades.length + 1;
  if (row.format > known) {
    throw new Error(
      `Entry ${row.seq} of the ledger has format ${row.format}, but this version of the portal knows formats up to ${known}: a newer version wrote it. Run that version or a later one.`,
    );
  }
  try {
    return schema.parse(upgradePayload(row, upgrades));
  } catch (error) {
    throw new Error(
      `Entry ${row.seq} of the ledger can't be read (${error}). Run "personalize-ledger verify" to see whether it was altered, and restore an earlier copy.`,
    );
  }
}
