import { JsonObject } from '@backstage/types';
import { OpenIntent } from '@personalize-portal/backstage-plugin-personalize-common';
import { AwsOperationError } from '../aws/awsError';
import { MemoryJournal } from '../__testUtils__/memoryJournal';
import { Log, NO_AWS, sessionOn } from '../__testUtils__/sessions';
import { settleOrphans } from './turn';

const intentAt = (resource: string): OpenIntent => ({
  intentId: `intent at ${resource}`,
  seq: 1,
  change: { part: 's3', resource, operation: 'create', after: {} },
  person: 'user:default/bob',
  run: { taskId: 'task-0' },
  at: '2026-11-25T12:00:00.000Z',
});

const refusal = (name: string, httpStatusCode: number) =>
  new AwsOperationError(
    { operation: 's3:GetBucketPolicy', resource: 'bucket b' },
    Object.assign(new Error('no'), { name, $metadata: { httpStatusCode } }),
  );

describe('the intents that runs which are gone left open', () => {
  it('are settled in a turn at each resource, in order, on what AWS holds', async () => {
    const journal = new MemoryJournal();
    const held: Record<string, JsonObject> = { a: { Statement: [] } };

    await settleOrphans(
      sessionOn(NO_AWS, { journal }),
      ['b', 'a', 'b'].map(intentAt),
      async resource => held[resource],
    );

    expect(journal.turns).toEqual(['a', 'b']);
    expect(journal.settled).toEqual([
      { resource: 'a', found: { Statement: [] } },
      { resource: 'b', found: undefined },
    ]);
  });

  it('are settled also where AWS does not let anybody look', async () => {
    const journal = new MemoryJournal();
    const log = new Log();

    await settleOrphans(
      sessionOn(NO_AWS, { journal, log }),
      [intentAt('b')],
      async () => {
        throw refusal('AccessDenied', 403);
      },
    );

    expect(journal.settled).toEqual([{ resource: 'b', found: undefined }]);
    expect(log.warnings[0]).toContain("Can't read b from AWS");
  });

  it('stay open where AWS cannot be reached', async () => {
    const journal = new MemoryJournal();

    await expect(
      settleOrphans(
        sessionOn(NO_AWS, { journal }),
        [intentAt('b')],
        async () => {
          throw refusal('InternalError', 500);
        },
      ),
    ).rejects.toThrow('InternalError');
    expect(journal.settled).toEqual([]);
  });

  it('are no reason to take a turn where there are none', async () => {
    const journal = new MemoryJournal();

    await settleOrphans(
      sessionOn(NO_AWS, { journal }),
      [],
      async () => undefined,
    );

    expect(journal.turns).toEqual([]);
  });
});
