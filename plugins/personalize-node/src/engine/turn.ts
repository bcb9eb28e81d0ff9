import { JsonObject } from '@backstage/types';
import { OpenIntent } from '@personalize-portal/backstage-plugin-personalize-common';
import { AwsSession } from '../aws/awsSession';
import { Turn, TurnRequest } from '../aws/journal';
import { AwsOperationError } from '../aws/awsError';

/**
 * Runs work while the session is alone at a resource. The session then knows the
 * recorded writes there.
 */
export async function inTurn<T>(
  session: AwsSession,
  { resource, name }: Pick<TurnRequest, 'resource' | 'name'>,
  work: (turn: Turn) => Promise<T>,
): Promise<T> {
  const { signal, logger } = session;
  return session.journal.exclusive(
    { resource, name, signal, logger },
    async turn => {
      if (turn.written) {
        session.staleReads.learn(resource, turn.written);
      }
      return work(turn);
    },
  );
}

/**
 * Closes the intents that abandoned runs left open, before a run relies on what they
 * left in AWS. Waits for a run that is still at work, which closes its own, and for
 * the lease of a dead one to expire.
 *
 * @param intents - all that are open for the role
 * @param read - the state of a resource in AWS, as in `Change.resource`; an intent is
 *   closed even if AWS refuses the read
 */
export async function settleOrphans(
  session: AwsSession,
  intents: readonly OpenIntent[],
  read: (resource: string) => Promise<JsonObject | undefined>,
): Promise<void> {
  const resources = new Set(intents.map(({ change }) => change.resource));
  for (const resource of [...resources].sort()) {
    await inTurn(session, { resource, name: resource }, async turn => {
      await turn.settle(await readWhereAllowed(session, resource, read));
    });
  }
}

async function readWhereAllowed(
  session: AwsSession,
  resource: string,
  read: (resource: string) => Promise<JsonObject | undefined>,
): Promise<JsonObject | undefined> {
  try {
    return await read(resource);
  } catch (error) {
    if (error instanceof AwsOperationError && error.failure === 'refused') {
      session.logger.warn(
        `Can't read ${resource} from AWS to record its state: ${error.message}`,
      );
      return undefined;
    }
    throw error;
  }
}
