import { AwsSession } from './awsSession';
import { readSettled } from './readSettled';

/** A read of AWS whose answer a session keeps. */
export interface OncePerSession<T> {
  /** The answer, read at most once in a session. */
  (session: AwsSession, subject: string): Promise<T>;
  /** Reads again, as before and after a write, and keeps the new answer. */
  afresh(session: AwsSession, subject: string): Promise<T>;
}

/** The resources (as in `Change.resource`) that look outdated in an answer. */
export type Outdated<T> = (
  session: AwsSession,
  subject: string,
  answer: T,
) => string[];

/**
 * Makes a read whose answer all parts of an action share.
 *
 * @param ask - calls AWS; `subject` is what is read, for example a role name
 * @param outdated - if given, an answer that lacks a recent write is read again; see
 *   {@link readSettled}
 */
export function oncePerSession<T>(
  ask: (session: AwsSession, subject: string) => Promise<T>,
  outdated?: Outdated<T>,
): OncePerSession<T> {
  const read = (session: AwsSession, subject: string) =>
    outdated
      ? readSettled(session, {
          name: subject,
          outdated: answer => outdated(session, subject, answer),
          read: () => ask(session, subject),
        })
      : ask(session, subject);
  const sessions = new WeakMap<AwsSession, Map<string, Promise<T>>>();

  function answersOf(session: AwsSession): Map<string, Promise<T>> {
    const answers = sessions.get(session) ?? new Map<string, Promise<T>>();
    sessions.set(session, answers);
    return answers;
  }

  function afresh(session: AwsSession, subject: string): Promise<T> {
    const answer = read(session, subject);
    answersOf(session).set(subject, answer);
    return answer;
  }

  return Object.assign(
    (session: AwsSession, subject: string) =>
      answersOf(session).get(subject) ?? afresh(session, subject),
    { afresh },
  );
}
