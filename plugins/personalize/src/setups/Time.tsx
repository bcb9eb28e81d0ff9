/** A time, as people say it and to the second. */
export function Time({ at }: { at: string }) {
  return (
    <time dateTime={at}>
      {relativeTime(at, Date.now())} ({absoluteTime(at)})
    </time>
  );
}

const ABSOLUTE = new Intl.DateTimeFormat('en-GB', {
  dateStyle: 'medium',
  timeStyle: 'medium',
  timeZone: 'UTC',
});

const RELATIVE = new Intl.RelativeTimeFormat('en', { numeric: 'auto' });

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** From the longest on: what a distance is told in, once it is that long. */
const UNITS: [Intl.RelativeTimeFormatUnit, number][] = [
  ['year', 365 * DAY],
  ['month', 30 * DAY],
  ['day', DAY],
  ['hour', HOUR],
  ['minute', MINUTE],
];

/** `25 Nov 2026, 09:30:00 UTC`: the time zone of CloudTrail. */
export function absoluteTime(at: string): string {
  return `${ABSOLUTE.format(new Date(at))} UTC`;
}

/** `3 minutes ago`. */
export function relativeTime(at: string, now: number): string {
  const distance = Date.parse(at) - now;
  const found = UNITS.find(([, length]) => Math.abs(distance) >= length);
  if (!found) {
    return 'just now';
  }
  const [unit, length] = found;
  return RELATIVE.format(Math.trunc(distance / length), unit);
}
