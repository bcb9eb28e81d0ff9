import { ConflictError, ServiceUnavailableError } from '@backstage/errors';
import { JsonObject } from '@backstage/types';
import { AwsSession } from '../../aws/awsSession';
import { PassingError } from '../../aws/retry';
import { AwsOperationError } from '../../aws/awsError';
import { PlannedChange } from '../../engine/plan';
import { inTurn } from '../../engine/turn';
import { isManaged } from './tags';

/** IAM doesn't know new things everywhere at once. */
export const NOT_KNOWN_YET: PassingError = {
  why: "IAM hasn't propagated the new role or policy yet",
  is: error => error.awsError === 'NoSuchEntityException',
};

/**
 * Parts of IAM still show a policy as attached just after it was detached, Identity
 * Center a while longer.
 */
export const STILL_ATTACHED: PassingError = {
  why: "IAM hasn't propagated the detachment yet",
  is: error => error.awsError === 'DeleteConflictException',
};

/**
 * The result of a change: `false` if something else had made it, otherwise whether it
 * was made, with the state read back.
 */
export type ChangeResult = boolean | { readBack: JsonObject };

/**
 * A change that leaves AWS as planned once `make` has run. It takes a turn at its
 * resource and is recorded. If something else had already made the change, it is
 * recorded as failed because AWS refused the write.
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
 * Creates something unless it exists. Two replicas may run the same step at once; the
 * second finds what the first created and continues with it. A creation by another
 * run with other settings isn't what was planned.
 *
 * @param resource - ARN, for messages
 * @param isAsAsked - compares what a later run wouldn't correct
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
      // The lost answer of an earlier attempt may have been its creation.
      return error.attempts > 1;
    }
    throw new ConflictError(
      `Something else, perhaps another run, created ${resource} in the meantime with different settings. Run again: the new plan takes it into account.`,
      error,
    );
  }
}

/** IAM may take some seconds to show new things to readers. */
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
