import { orderedOperators } from './ordered';

/** A year (`2026`), month, day, or time with its zone. */
const ISO_8601 =
  /^\d{4}(-\d{2}(-\d{2}(T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:\d{2}))?)?)?$/;
const EPOCH_SECONDS = /^\d+$/;

/** Dates as ISO 8601 or in seconds since 1970. */
export const DATE_OPERATORS = orderedOperators('Date', text => {
  if (ISO_8601.test(text)) {
    const time = Date.parse(text);
    return Number.isNaN(time) ? undefined : time;
  }
  return EPOCH_SECONDS.test(text) ? Number(text) * 1000 : undefined;
});
