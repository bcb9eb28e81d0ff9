import { ConflictError } from '@backstage/errors';
import { Change } from '@personalize-portal/backstage-plugin-personalize-common';
import { Log, NO_AWS, sessionOn } from '../__testUtils__/sessions';
import { changeThat } from '../parts/shared/changes';
import { applyPlan } from './apply';
import { READ_ONLY } from '../aws/journal';
import { PartPlan, PlannedChange, reportOf } from './plan';

const change = (resource: string): Change => ({
  part: 's3',
  resource,
  operation: 'create',
  after: {},
});

function planOf(...changes: PlannedChange[]): PartPlan {
  return { part: 's3', faults: [], changes, warnings: [], room: [] };
}

const making = (resource: string, done: string[]): PlannedChange => ({
  change: change(resource),
  apply: async () => {
    done.push(resource);
    return change(resource);
  },
});

describe('applying a plan', () => {
  it('makes the changes in order and tells those that were made', async () => {
    const done: string[] = [];
    const log = new Log();

    const made = await applyPlan(
      sessionOn(NO_AWS, { log }),
      planOf(
        making('a', done),
        // Somebody else had made it.
        { change: change('b'), apply: async () => undefined },
        making('c', done),
      ),
    );

    expect(done).toEqual(['a', 'c']);
    expect(made).toEqual([change('a'), change('c')]);
    expect(log.infos).toEqual(['Created a', 'Created c']);
  });

  it('stops between two changes when cancelled', async () => {
    const done: string[] = [];
    const controller = new AbortController();
    const reason = new Error('The task was cancelled');

    await expect(
      applyPlan(
        sessionOn(NO_AWS, { signal: controller.signal }),
        planOf(
          making('a', done),
          {
            change: change('b'),
            apply: async () => {
              controller.abort(reason);
              return change('b');
            },
          },
          making('c', done),
        ),
      ),
    ).rejects.toBe(reason);
    expect(done).toEqual(['a']);
  });

  it('stops at the first failure', async () => {
    const done: string[] = [];

    await expect(
      applyPlan(
        sessionOn(NO_AWS),
        planOf(
          {
            change: change('a'),
            apply: async () => {
              throw new Error('no');
            },
          },
          making('b', done),
        ),
      ),
    ).rejects.toThrow('no');
    expect(done).toEqual([]);
  });

  it('makes nothing of a plan with faults', async () => {
    const done: string[] = [];
    const faulty = {
      ...planOf(making('a', done)),
      faults: [{ field: 's3', message: 'it is full' }],
    };

    await expect(applyPlan(sessionOn(NO_AWS), faulty)).rejects.toThrow(
      's3: it is full',
    );
    expect(done).toEqual([]);
  });

  it('makes nothing of a plan for a role that does not exist', async () => {
    const done: string[] = [];
    const waiting = {
      ...planOf(making('a', done)),
      waitsFor: 'Create it first',
    };

    await expect(applyPlan(sessionOn(NO_AWS), waiting)).rejects.toThrow(
      ConflictError,
    );
    expect(done).toEqual([]);
  });
});

describe('a session that only reads', () => {
  const readOnly = () => sessionOn(NO_AWS, { journal: READ_ONLY });

  it('makes no change', async () => {
    const make = jest.fn(async () => true);

    await expect(
      applyPlan(readOnly(), planOf(changeThat(change('a'), make))),
    ).rejects.toThrow("This session only reads, so a wasn't changed");
    expect(make).not.toHaveBeenCalled();
  });

  it('carries out a plan in which nothing is to do', async () => {
    expect(await applyPlan(readOnly(), planOf())).toEqual([]);
  });
});

describe('the report of plans', () => {
  it('has what all parts say, in order', () => {
    const warning = { part: 's3' as const, resource: 'a', message: 'x' };
    const room = {
      resource: 'a',
      unit: 'bytes' as const,
      used: 1,
      limit: 3,
      left: 2,
    };

    expect(
      reportOf(
        { ...planOf(making('a', [])), warnings: [warning] },
        { ...planOf(making('b', [])), room: [room] },
      ),
    ).toEqual({
      changes: [change('a'), change('b')],
      warnings: [warning],
      room: [room],
    });
  });
});
