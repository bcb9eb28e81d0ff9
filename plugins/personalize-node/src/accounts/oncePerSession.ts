import { AwsSession } from './awsSession';

/** A read of AWS whose answer a session keeps. */
export interface OncePerSession<T> {
  /** The answer, asked for at most once in a session. */
  (session: AwsSession, subject: string): Promise<T>;
  /** Asks AWS again, as before and after a write, and keeps the new answer. */
  afresh(session: AwsSession, subject: string): Promise<T>;
}

/**
 * Makes a read whose answer all parts of an action share.
 *
 * @param read - asks AWS; `subject` is what is read, for example a role name
 */
export function oncePerSession<T>(
  read: (session: AwsSession, subject: string) => Promise<T>,
): OncePerSession<T> {
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
