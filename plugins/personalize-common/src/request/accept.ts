import { patternRule, TextRule } from '../aws/textRule';
import { setupNameRule } from '../setup/entity';
import { parseFields, optional, text } from './fields';

/** How long an acceptance lasts by default. */
const ACCEPTED_DAYS = 90;

/** The longest acceptance. After a year nobody remembers the reason. */
const MOST_DAYS = 365;

const DAY_MS = 24 * 60 * 60_000;

const MOST_CHARACTERS = 1000;

/** The reason to accept a finding. */
const reasonRule = patternRule(
  `a reason has 1 to ${MOST_CHARACTERS} characters`,
  new RegExp(`^(?=.*\\S).{1,${MOST_CHARACTERS}}$`, 's'),
);

const checkRule = patternRule(
  'it must be the id of a check of the set-up, as shown on its page and by GET /setups/:name',
  /^\S(.*\S)?$/s,
);

/** Which finding to accept. */
export interface AcceptFindingRequest {
  /** Name of the set-up. */
  name: string;
  /** Id of the check. */
  check: string;
  reason: string;
  /** When the acceptance ends. ISO 8601, UTC. */
  until: string;
}

/**
 * Reads the input of `personalize:accept`.
 *
 * @param now - the time from which the period counts
 * @throws InvalidRequestError with everything that is wrong, in field order
 */
export function parseAcceptRequest(
  input: unknown,
  now: Date = new Date(),
): AcceptFindingRequest {
  const { until, ...request } = parseFields(
    'personalize:accept',
    input,
    () => ({
      name: text(setupNameRule),
      check: text(checkRule),
      reason: text(reasonRule),
      until: optional(text(untilRule(now))),
    }),
  );
  const lapses = until
    ? Date.parse(until)
    : now.getTime() + ACCEPTED_DAYS * DAY_MS;
  return { ...request, until: new Date(lapses).toISOString() };
}

function untilRule(now: Date): TextRule {
  const fits = `it must be a date within the next ${MOST_DAYS} days, such as 2027-01-31, with or without a time`;
  return {
    fits,
    broken(until) {
      const left = Date.parse(until) - now.getTime();
      const isDate = /^\d{4}-\d\d-\d\d(T[\d:.]+Z)?$/.test(until);
      return isDate && left > 0 && left <= MOST_DAYS * DAY_MS
        ? undefined
        : fits;
    },
  };
}
