import { ContextValue, oneOf } from './context';

const HOUR = 3_600_000;

/** As long as a session of a role lasts at most. */
const LONGEST_SESSION = 12 * HOUR;

/** After all that a policy means. */
const END_OF_TIME = new Date('9999-12-31T23:59:59Z');

/**
 * The keys for the time of a request that is made now or later. A date that has
 * passed is behind all such requests; one to come is before some of them. Every
 * request carries the keys. (IAM User Guide, "AWS global condition context keys",
 * aws:CurrentTime and aws:EpochTime.)
 */
export function requestTime(now: Date): Record<string, ContextValue> {
  return {
    'aws:CurrentTime': sinceOrLater(now, date => date.toISOString()),
    'aws:EpochTime': sinceOrLater(now, date =>
      String(Math.floor(date.getTime() / 1000)),
    ),
  };
}

/**
 * When the session of a role began that makes a request now or later. (IAM User
 * Guide, "AWS global condition context keys", aws:TokenIssueTime; "Update the
 * maximum session duration for a role".)
 */
export function sessionStart(now: Date): ContextValue {
  return sinceOrLater(new Date(now.getTime() - LONGEST_SESSION), date =>
    date.toISOString(),
  );
}

/** Comparisons in time that hold for both ends hold for what is between them. */
function sinceOrLater(
  start: Date,
  textOf: (date: Date) => string,
): ContextValue {
  return oneOf(textOf(start), textOf(END_OF_TIME));
}
