import { ConflictError, NotFoundError } from '@backstage/errors';
import {
  Acceptance,
  acceptanceOf,
  printable,
  SetupStatus,
} from '@personalize-portal/backstage-plugin-personalize-common';
import { Setup } from './setups';

/** Must be fixed or read first, and can't be accepted. */
const REFUSED: Partial<Record<SetupStatus, string>> = {
  pending:
    "a run changed it and hasn't verified it yet; run its template again",
  failed: "what was requested doesn't work; fix that first",
  unknown: "AWS couldn't be read; check it again first",
  revoked: 'it was removed',
};

/** A finding that may be accepted. */
export interface Acceptable {
  fingerprint: string;
  /** Whether it opens more than requested: only platform teams accept that. */
  widens: boolean;
}

/**
 * A finding of the last check of a set-up, if somebody may accept it.
 *
 * @param check - its id
 * @throws ConflictError if the set-up or the finding can't be accepted;
 * NotFoundError if the last check didn't find it
 */
export function acceptableIn(
  { item: { name, status }, findings, baseline }: Setup,
  check: string,
): Acceptable {
  const why = REFUSED[status];
  if (why) {
    throw new ConflictError(
      `Nothing of set-up ${name} can be accepted: ${why}.`,
    );
  }
  const found = findings.find(({ id }) => id === check);
  if (!found) {
    throw new NotFoundError(
      `check: the last check of set-up ${name} found no "${printable(
        check,
      )}". Check it again, and see its page for what was found.`,
    );
  }
  const acceptable = acceptanceOf(found, baseline);
  if (!acceptable || found.fingerprint === undefined) {
    throw new ConflictError(
      `check: "${printable(
        check,
      )}" of set-up ${name} can't be accepted: it needs nothing, or must be fixed.`,
    );
  }
  return { ...acceptable, fingerprint: found.fingerprint };
}

/** Whether the same is already accepted. */
export function isAccepted(
  { accepted }: Pick<Setup, 'accepted'>,
  asked: Pick<Acceptance, 'id' | 'fingerprint' | 'reason' | 'widens'>,
  until: string | undefined,
): boolean {
  return accepted.some(
    one =>
      one.id === asked.id &&
      one.fingerprint === asked.fingerprint &&
      one.reason === asked.reason &&
      one.widens === asked.widens &&
      (until === undefined || one.until === until),
  );
}
