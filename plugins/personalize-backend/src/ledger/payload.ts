import { JsonObject } from '@backstage/types';
import {
  CHANGE_OPERATIONS,
  PART_NAMES,
} from '@personalize-portal/backstage-plugin-personalize-common';
import { z } from 'zod/v3';
import { EntryKind, FullRow } from './entryRow';

/** Turns what an entry says from one format into the next. */
export type Upgrade = (payload: JsonObject, kind: EntryKind) => JsonObject;

/**
 * The first is from format 1 to 2, and so on. What is stored is never rewritten,
 * for its signature would break; it is upgraded each time it is read.
 */
const UPGRADES: readonly Upgrade[] = [
  // Format 2 has kinds of entries that a version which knows format 1 must not pass over.
  payload => payload,
];

/** The format in which entries are written. */
export const CURRENT_FORMAT = UPGRADES.length + 1;

/** What an entry says, in the format after the last of the upgrades. */
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

/** What an intent says. */
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

/** What an outcome says, as `OutcomeRequest`. */
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

/** What an entry about a set-up itself says. */
export const setupPayload = z.object({
  person: z.string(),
  run,
  details: jsonObject,
});
export type SetupPayload = z.infer<typeof setupPayload>;

/** What a `pruned` entry says: which entries lost their content. */
export const prunedPayload = z.object({
  seqs: z.array(z.number()),
  /**
   * Names, in lower case, of the set-ups that went with them: one may have been
   * another role's before, and no blank entry says which name it registered.
   */
  names: z.array(z.string()).optional(),
});
export type PrunedPayload = z.infer<typeof prunedPayload>;

/**
 * What a `sealed` entry says: the numbers, from the first to the last, that were
 * altered or gone when somebody who has the key let the ledger go on.
 */
export const sealedPayload = z.object({
  ranges: z.array(z.tuple([z.number(), z.number()])),
});
export type SealedPayload = z.infer<typeof sealedPayload>;

/**
 * Reads what an entry says, whichever version of the portal wrote it.
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
