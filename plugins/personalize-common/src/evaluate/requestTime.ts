import { ContextValue, oneOf } from './context';

/** After all that a policy means. */
const END_OF_TIME = new Date('9999-12-31T23:59:59Z');

/**
 * The keys for the time of a request that is made now or later. A date that has
 * passed is behind all such requests; one to come is before some of them. Every
 * request carries the keys. (IAM User Guide, "AWS global condition context keys",
 * aws:CurrentTime and aws:EpochTime.)
 */
export function requestTime(now: Date): Record<string, ContextValue> {
  // What comes before or after both ends does so for all times between them. Only
  // equality with a moment to come isn't seen.
  const ends = [now, END_OF_TIME];
  return {
    'aws:CurrentTime': oneOf(...ends.map(date => date.toISOString())),
    'aws:EpochTime': oneOf(
      ...ends.map(date => String(Math.floor(date.getTime() / 1000))),
    ),
  };
}
