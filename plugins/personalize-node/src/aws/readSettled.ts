import { poll } from '@personalize-portal/backstage-plugin-personalize-common';
import { AwsSession } from './awsSession';

/** Waits between reads that look old. AWS is mostly consistent within a second. */
const PAUSES_MS = [250, 500, 1_000, 2_000, 4_000];

/** A read that may be answered with what was there before our last write. */
export interface SettledRead<T> {
  /** What is read, for the log, for example `the policy of bucket reco-data`. */
  name: string;
  /** The resources (as in `Change.resource`) of which an answer looks old. */
  outdated(answer: T): string[];
  /** Asks AWS each time. */
  read(): Promise<T>;
}

/**
 * What AWS holds. Reads again while the answer lacks what is on record to have
 * been written just now; after some seconds it is taken for true, for somebody
 * may have undone it.
 *
 * @param first - what was read already, where it was
 */
export async function readSettled<T>(
  session: AwsSession,
  { name, outdated, read }: SettledRead<T>,
  first: Promise<T> = read(),
): Promise<T> {
  const answer = await poll<T, T>(
    await first,
    (latest, asked) => {
      if (asked === PAUSES_MS.length || outdated(latest).length === 0) {
        return { result: latest };
      }
      session.logger.info(
        `AWS still returns the old version of ${name}; reading again`,
      );
      return { pause: PAUSES_MS[asked] };
    },
    pause => session.wait(pause),
    read,
  );
  outdated(answer).forEach(resource => session.staleReads.forget(resource));
  return answer;
}
