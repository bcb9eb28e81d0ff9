import { poll } from '@personalize-portal/backstage-plugin-personalize-common';
import { AwsSession } from './awsSession';

/** Waits between outdated reads. AWS is mostly consistent within a second. */
const PAUSES_MS = [250, 500, 1_000, 2_000, 4_000];

/** A read whose answer may predate our last write. */
export interface SettledRead<T> {
  /** What is read, for the log, for example `the policy of bucket reco-data`. */
  name: string;
  /** The resources (as in `Change.resource`) that look outdated in an answer. */
  outdated(answer: T): string[];
  /** Calls AWS each time. */
  read(): Promise<T>;
}

/**
 * The state in AWS. Reads again while the answer lacks a recent recorded write.
 * Accepts the answer after some seconds, because somebody may have undone the write.
 *
 * @param first - an earlier read, if any
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
