import { absoluteTime, relativeTime } from './time';

/** A time, as people say it and to the second. */
export function When({ at }: { at: string }) {
  return (
    <time dateTime={at}>
      {relativeTime(at, Date.now())} ({absoluteTime(at)})
    </time>
  );
}
