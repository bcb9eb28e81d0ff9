import { Change } from '@personalize-portal/backstage-plugin-personalize-common';
import { FakeError } from '../../__testUtils__/fakeAnswer';
import { FakeAws } from '../../__testUtils__/fakeAws';
import { MemoryJournal } from '../../__testUtils__/memoryJournal';
import { NO_AWS, sessionOn } from '../../__testUtils__/sessions';
import { ROLE_ARN, SETTINGS, TARGET } from '../../__testUtils__/setups';
import { changeThat } from './changes';
import { createTheRole } from '../role/changes';

const CHANGE: Change = {
  part: 'role',
  resource: `${ROLE_ARN}#tags`,
  operation: 'update',
  before: {},
  after: { team: 'reco' },
};

describe('a change', () => {
  it('is made in a turn at its resource, and recorded before and after', async () => {
    const journal = new MemoryJournal();
    const make = jest.fn(async () => {
      expect(journal.turns).toEqual([CHANGE.resource]);
      expect(journal.outcomes()).toEqual(['open']);
      return true;
    });

    const made = await changeThat(CHANGE, make).apply(
      sessionOn(NO_AWS, { journal }),
    );

    expect(made).toBe(CHANGE);
    expect(journal.entries).toEqual([
      { change: CHANGE, outcome: { outcome: 'applied', requests: [] } },
    ]);
    expect(journal.settled).toEqual([
      { resource: CHANGE.resource, found: undefined },
    ]);
  });

  it('is recorded with what was read back', async () => {
    const journal = new MemoryJournal();

    await changeThat(CHANGE, async () => ({
      readBack: { roleId: 'AROA1' },
    })).apply(sessionOn(NO_AWS, { journal }));

    expect(journal.entries[0].outcome).toMatchObject({
      outcome: 'applied',
      readBack: { roleId: 'AROA1' },
    });
  });

  it('that something else had made is recorded as failed, and told as no change', async () => {
    const journal = new MemoryJournal();

    expect(
      await changeThat(CHANGE, async () => false).apply(
        sessionOn(NO_AWS, { journal }),
      ),
    ).toBeUndefined();
    expect(journal.entries[0].outcome).toMatchObject({
      outcome: 'failed',
      message: 'Something else had already made it',
    });
  });

  it('that fails is recorded as failed, with the error that is told', async () => {
    const journal = new MemoryJournal();

    await expect(
      changeThat(CHANGE, async () => {
        throw new Error('no');
      }).apply(sessionOn(NO_AWS, { journal })),
    ).rejects.toThrow('no');
    expect(journal.entries[0].outcome).toMatchObject({
      outcome: 'failed',
      message: 'no',
    });
  });
});

describe('the creation of a role', () => {
  const aws = new FakeAws();
  beforeAll(() => aws.start());
  afterAll(() => aws.stop());
  beforeEach(() => aws.reset());

  const creation = createTheRole({ role: TARGET, settings: SETTINGS });

  it('is recorded with its unique id and the id of the request', async () => {
    const journal = new MemoryJournal();

    await creation.apply(sessionOn(aws, { journal }));

    expect(journal.entries[0].outcome).toEqual({
      outcome: 'applied',
      requests: [
        { operation: 'iam:CreateRole', requestId: 'request-of-CreateRole' },
      ],
      readBack: { roleId: aws.iam.roles.get(TARGET.roleName)?.roleId },
    });
  });

  it('whose answer was lost is unknown', async () => {
    const journal = new MemoryJournal();
    aws.breakOff(1, true);

    await expect(creation.apply(sessionOn(aws, { journal }))).rejects.toThrow(
      'ServiceFailure',
    );

    expect(journal.outcomes()).toEqual(['unknown']);
  });

  it('whose answer was lost, and that was asked for again, is ours', async () => {
    const journal = new MemoryJournal();
    aws.breakOff(1, true);

    await creation.apply(sessionOn(aws, { journal, maxAttempts: 2 }));

    expect(journal.outcomes()).toEqual(['applied']);
    expect(aws.callsOf('iam:CreateRole')).toHaveLength(2);
  });

  it('that AWS took, but does not show, is unknown', async () => {
    const journal = new MemoryJournal();
    aws.fail('iam:GetRole', new FakeError('NoSuchEntity', 404), 99);

    await expect(creation.apply(sessionOn(aws, { journal }))).rejects.toThrow(
      "doesn't show it yet",
    );
    expect(journal.outcomes()).toEqual(['unknown']);
  });
});
