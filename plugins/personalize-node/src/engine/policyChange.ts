import { ConflictError } from '@backstage/errors';
import {
  Change,
  Conflict,
  ForeignPolicyError,
  PartName,
  PolicyDocument,
  refuse,
  sameDocument,
  sameStatement,
  statementName,
  statementsOf,
} from '@personalize-portal/backstage-plugin-personalize-common';
import { AwsSession } from '../aws/awsSession';
import { retryWhile } from '../aws/retry';
import { readSettled } from '../aws/readSettled';
import { IAM_IS_BUSY } from '../aws/iamWrites';
import { Entry, Turn } from '../aws/journal';
import { PartPlan } from './plan';
import { PolicyHome, roomIn } from './policyHome';
import { inTurn } from './turn';

/**
 * Turns the document in AWS into the wanted one. Pure, and run again on each re-read;
 * it must keep every foreign statement.
 */
export type PolicyEdit = (
  found: PolicyDocument | undefined,
) => PolicyDocument | undefined;

/** The plan for one policy document. */
export type DocumentPlan = Pick<PartPlan, 'changes' | 'room' | 'faults'>;

/**
 * Plans the change of one policy document; none if it is as wanted already. Reports a
 * fault if it can't be edited, or would be larger than AWS allows.
 */
export function planPolicyChange(
  part: PartName,
  home: PolicyHome,
  found: PolicyDocument | undefined,
  edit: PolicyEdit,
): DocumentPlan {
  const none = { changes: [], room: [] };
  let wanted: PolicyDocument | undefined;
  try {
    wanted = edit(found);
  } catch (error) {
    return { ...none, faults: [conflictOf(error)] };
  }
  const change = changeOf(part, home, found, wanted);
  const faults = change ? roomFaults(home, wanted) : [];
  if (faults.length > 0) {
    return { ...none, faults };
  }
  return {
    changes: change
      ? [
          {
            change,
            apply: session =>
              inTurn(session, home, turn =>
                apply({ session, turn, part, home, edit }, found),
              ),
          },
        ]
      : [],
    room: [roomIn(home, wanted)],
    faults,
  };
}

/**
 * What stopped an edit, as data.
 *
 * @throws the error unless it is a conflict
 */
export function conflictOf(error: unknown): Conflict {
  if (error instanceof ForeignPolicyError) {
    return { message: error.message, unquoted: error.unquoted };
  }
  if (error instanceof ConflictError) {
    return { message: error.message };
  }
  throw error;
}

/** Another tool's write may come in between; if that repeats, somebody fights over the document. */
const ATTEMPTS = 4;

/** The change of a document in a turn. */
interface Editing {
  session: AwsSession;
  turn: Turn;
  part: PartName;
  home: PolicyHome;
  edit: PolicyEdit;
}

async function apply(
  editing: Editing,
  planned: PolicyDocument | undefined,
): Promise<Change | undefined> {
  const { session, turn, part, home } = editing;
  const first = await settledDocument(session, home);
  await turn.settle(first);
  warnOfVanished(session, home, planned, first, 'between plan and write');

  let before = first;
  let found = first;
  for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
    const { base, wanted, entry } = await mergeAndWrite(editing, found);
    before = withOthersChanges(before, found, base);
    const readBack = entry ? await readBackOf(editing, entry) : wanted;
    if (sameDocument(readBack, wanted)) {
      return changeOf(part, home, before, wanted);
    }
    warnOfVanished(session, home, wanted, readBack, 'right after the write');
    before = withOthersChanges(before, wanted, readBack);
    found = readBack;
  }
  throw new ConflictError(
    `${home.name} was changed by something else after each of ${ATTEMPTS} writes, so the request isn't in place. ` +
      'Find out in CloudTrail what else writes it, stop that, and run again.',
  );
}

/** The result of merging our edit into a document. */
interface Merge {
  /** The state in AWS right before. */
  base: PolicyDocument | undefined;
  wanted: PolicyDocument | undefined;
  /** Still open; undefined if nothing was to be written. */
  entry: Entry | undefined;
}

/**
 * Writes the wanted document, unless AWS has it already. If AWS rejects the write for
 * a while, reads again before the next try: somebody may have written meanwhile, and
 * our document would undo that.
 *
 * @param found - as read right before
 */
async function mergeAndWrite(
  { session, turn, part, home, edit }: Editing,
  found: PolicyDocument | undefined,
): Promise<Merge> {
  let base = found;
  let isFirstTry = true;
  return retryWhile(session, home.passing ?? IAM_IS_BUSY, async () => {
    if (!isFirstTry) {
      const before = base;
      base = await settledDocument(session, home);
      warnOfVanished(
        session,
        home,
        before,
        base,
        'while AWS rejected the write',
      );
    }
    isFirstTry = false;
    const wanted = editWithinLimit(home, edit, base);
    const change = changeOf(part, home, base, wanted);
    if (!change) {
      return { base, wanted, entry: undefined };
    }
    const entry = await turn.open(change, session.requests);
    try {
      await write(session, home, wanted);
    } catch (error) {
      await entry.failed(error);
      throw error;
    }
    session.staleReads.remember(home.resource, base, wanted);
    return { base, wanted, entry };
  });
}

/**
 * Reads back what was written, and records it. Records a write that AWS accepted even
 * if it can't be read back.
 */
async function readBackOf(
  { session, home }: Editing,
  entry: Entry,
): Promise<PolicyDocument | undefined> {
  let readBack;
  try {
    readBack = await settledDocument(session, home);
  } catch (error) {
    await entry.applied();
    throw error;
  }
  await entry.applied(readBack);
  return readBack;
}

/**
 * A change reports what we changed. Changes by others meanwhile are reported as
 * already there: nobody must answer for what they didn't open.
 *
 * @param before - the state reported so far as found by the change
 * @param expected - the expected state in AWS
 * @param found - the actual state
 */
function withOthersChanges(
  before: PolicyDocument | undefined,
  expected: PolicyDocument | undefined,
  found: PolicyDocument | undefined,
): PolicyDocument | undefined {
  const missingIn = (
    document: PolicyDocument | undefined,
    other: PolicyDocument | undefined,
  ) =>
    statementsOf(document).filter(
      statement =>
        !statementsOf(other).some(one => sameStatement(one, statement)),
    );
  const added = missingIn(found, expected);
  const removed = missingIn(expected, found);
  const shell = before ?? found;
  if (!shell || added.length + removed.length === 0) {
    return before;
  }
  const statements = [
    ...statementsOf(before).filter(
      statement => !removed.some(one => sameStatement(one, statement)),
    ),
    ...added,
  ];
  return statements.length > 0
    ? { ...shell, Statement: statements }
    : undefined;
}

function changeOf(
  part: PartName,
  { resource }: PolicyHome,
  before: PolicyDocument | undefined,
  after: PolicyDocument | undefined,
): Change | undefined {
  if (sameDocument(before, after)) {
    return undefined;
  }
  if (before && after) {
    return { part, resource, operation: 'update', before, after };
  }
  return before
    ? { part, resource, operation: 'delete', before }
    : { part, resource, operation: 'create', after };
}

function editWithinLimit(
  home: PolicyHome,
  edit: PolicyEdit,
  found: PolicyDocument | undefined,
): PolicyDocument | undefined {
  const wanted = edit(found);
  if (!sameDocument(found, wanted)) {
    refuse(roomFaults(home, wanted));
  }
  return wanted;
}

/** Reports a document longer than AWS allows. */
export function roomFaults(
  home: PolicyHome,
  wanted: PolicyDocument | undefined,
): Conflict[] {
  const { left, used, unit, limit } = roomIn(home, wanted);
  return left < 0
    ? [
        {
          message: `${home.name} would take ${used} ${unit}, but AWS allows ${limit}. ${home.remedy}`,
        },
      ]
    : [];
}

async function write(
  session: AwsSession,
  home: PolicyHome,
  wanted: PolicyDocument | undefined,
): Promise<void> {
  if (wanted) {
    await home.write(session, wanted);
  } else if (home.remove) {
    await home.remove(session);
  } else {
    throw new ConflictError(
      `${home.name} would be left without a statement, which AWS doesn't allow`,
    );
  }
}

/**
 * The document in AWS, read again while the answer is one that our own writes have
 * replaced; see {@link readSettled}.
 *
 * @param answer - an earlier read, if any
 */
export async function settledDocument(
  session: AwsSession,
  home: PolicyHome,
  answer?: Promise<PolicyDocument | undefined>,
): Promise<PolicyDocument | undefined> {
  return readSettled(
    session,
    {
      name: home.name,
      outdated: found =>
        session.staleReads.looksStale(home.resource, found)
          ? [home.resource]
          : [],
      read: () => home.read(session),
    },
    answer,
  );
}

/** Other tools take no lease: we at least name what they removed meanwhile. */
function warnOfVanished(
  session: AwsSession,
  home: PolicyHome,
  expected: PolicyDocument | undefined,
  found: PolicyDocument | undefined,
  when: string,
): void {
  const left = statementsOf(found);
  const vanished = statementsOf(expected)
    .map((statement, index) => ({ statement, index }))
    .filter(({ statement }) => !left.some(one => sameStatement(one, statement)))
    .map(({ statement, index }) => statementName(statement, index));
  if (vanished.length > 0) {
    session.logger.warn(
      `Something else changed ${
        home.name
      } ${when}; missing or edited: statement ${vanished.join(', ')}`,
    );
  }
}
