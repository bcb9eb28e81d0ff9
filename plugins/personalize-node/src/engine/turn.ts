import { AwsSession } from '../accounts/awsSession';
import { TurnRequest, Turn } from './journal';

/**
 * Runs work while the session is alone at a resource. What the records tell of
 * writes there is known from then on.
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
