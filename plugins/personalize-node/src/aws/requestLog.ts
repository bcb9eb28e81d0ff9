import { AwsRequestRecord } from '@personalize-portal/backstage-plugin-personalize-common';

/**
 * How a write ended: `made` when AWS took it, `refused` when AWS said no, and
 * `unanswered` where nobody knows: no answer came, or AWS failed at it.
 */
export type WriteEnd = 'made' | 'refused' | 'unanswered';

/** The writes of a session, in order. */
export class RequestLog {
  private readonly writes: { end: WriteEnd; record?: AwsRequestRecord }[] = [];

  /** @param record - of what AWS answered, where an answer came */
  note(end: WriteEnd, record?: AwsRequestRecord): void {
    this.writes.push({ end, record });
  }

  /** How many there are so far. */
  get length(): number {
    return this.writes.length;
  }

  /** What AWS answered to those since some length. */
  since(length: number): AwsRequestRecord[] {
    return this.writes.slice(length).flatMap(({ record }) => record ?? []);
  }

  /** How those since some length ended. */
  endsSince(length: number): WriteEnd[] {
    return this.writes.slice(length).map(({ end }) => end);
  }
}
