import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { personalizeTranslationRef, Translate } from '../translation';

/** A time, both relative and to the second. */
export function Time({ at }: { at: string }) {
  const { t } = useTranslationRef(personalizeTranslationRef);
  return (
    <time dateTime={at}>
      {relativeTime(at, Date.now(), t)} ({absoluteTime(at)})
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

/** The unit of a relative time is the first that is short enough. */
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
export function relativeTime(at: string, now: number, t: Translate): string {
  const distance = Date.parse(at) - now;
  const found = UNITS.find(([, length]) => Math.abs(distance) >= length);
  if (!found) {
    return t('time.justNow');
  }
  const [unit, length] = found;
  return RELATIVE.format(Math.trunc(distance / length), unit);
}
