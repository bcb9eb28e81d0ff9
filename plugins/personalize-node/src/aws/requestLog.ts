import { AwsRequestRecord } from '@personalize-portal/backstage-plugin-personalize-common';

/** The writes of a session that AWS has answered, in order. */
export class RequestLog {
  private readonly records: AwsRequestRecord[] = [];

  /** Notes an answer, whether AWS made the change or refused it. */
  note(record: AwsRequestRecord): void {
    this.records.push(record);
  }

  /** How many there are so far. */
  get length(): number {
    return this.records.length;
  }

  /** Those since some length. */
  since(length: number): AwsRequestRecord[] {
    return this.records.slice(length);
  }
}
