import { ConflictError, ServiceUnavailableError } from '@backstage/errors';
import { JsonObject } from '@backstage/types';
import { AwsSession } from '../../aws/awsSession';
import { PassingError } from '../../aws/retry';
import { AwsOperationError } from '../../aws/awsError';
import { PlannedChange } from '../../engine/plan';
import { inTurn } from '../../engine/turn';
import { isManaged } from './tags';

/** What was created moments ago isn't yet known everywhere in IAM. */
export const NOT_KNOWN_YET: PassingError = {
  why: "IAM hasn't propagated the new role or policy yet",
  is: error => error.awsError === 'NoSuchEntityException',
};

/** What was detached moments ago still hangs there for a part of IAM, and for Identity Center some time longer. */
export const STILL_ATTACHED: PassingError = {
  why: "IAM hasn't propagated the detachment yet",
  is: error => error.awsError === 'DeleteConflictException',
};

/** What making a change came to: `false` where something else had made it, else whether it was made, with what was read back. */
export type ChangeResult = boolean | { readBack: JsonObject };

/**
 * A change that AWS holds as planned once `make` has made it. It is made in a
 * turn at its resource, and recorded. What something else had made already is
 * recorded as failed: AWS turned the write away.
 */
export function changeThat(
  change: PlannedChange['change'],
  make: (session: AwsSession) => Promise<ChangeResult>,
): PlannedChange {
  const { resource } = change;
  return {
    change,
    apply: session =>
      inTurn(session, { resource, name: resource }, async turn => {
        await turn.settle(undefined);
        const entry = await turn.open(change, session.requests);
        const made = await make(session).catch(async error => {
          await entry.failed(error);
          throw error;
        });
        if (made === false) {
          await entry.failed(
            new ConflictError('Something else had already made it'),
          );
          return undefined;
        }
        session.staleReads.remember(resource, change.before, change.after);
        await entry.applied(made === true ? undefined : made.readBack);
        return change;
      }),
  };
}

/**
 * Two replicas may run the same step at once. The one that comes second finds
 * what the first created, and goes on with it. What another run created with
 * other settings isn't what was planned.
 *
 * @param resource - ARN, for messages
 * @param isAsAsked - compares what a later run wouldn't mend
 * @returns whether it was created now
 * @throws ConflictError when something else is there
 */
export async function createUnlessThere<
  T extends { tags: Record<string, string> },
>(
  session: AwsSession,
  resource: string,
  create: () => Promise<void>,
  readBack: () => Promise<T | undefined>,
  isAsAsked: (found: T) => boolean,
): Promise<boolean> {
  try {
    await create();
    return true;
  } catch (error) {
    if (
      !(error instanceof AwsOperationError) ||
      error.awsError !== 'EntityAlreadyExistsException'
    ) {
      throw error;
    }
    const found = await untilReadable(session, resource, readBack);
    if (isManaged(found.tags) && isAsAsked(found)) {
      // An answer that was lost may have been the one that it was created.
      return error.attempts > 1;
    }
    throw new ConflictError(
      `Something else, perhaps another run, created ${resource} in the meantime with different settings. Run again: the new plan takes it into account.`,
      error,
    );
  }
}

/** What is new may be unknown to IAM's readers for some seconds. */
const READ_BACK_PAUSES_MS = [500, 1_000, 2_000, 4_000, 8_000];

/** @throws ServiceUnavailableError when IAM doesn't show it in time */
export async function untilReadable<T>(
  session: AwsSession,
  resource: string,
  readBack: () => Promise<T | undefined>,
): Promise<T> {
  let found = await readBack();
  for (const pause of READ_BACK_PAUSES_MS) {
    if (found) {
      return found;
    }
    await session.wait(pause);
    found = await readBack();
  }
  if (!found) {
    throw new ServiceUnavailableError(
      `IAM says that ${resource} exists, but doesn't show it yet. Run again in a minute; finished changes stay and aren't repeated.`,
    );
  }
  return found;
}
