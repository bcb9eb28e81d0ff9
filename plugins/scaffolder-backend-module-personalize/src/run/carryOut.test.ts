import { mockCredentials, mockServices } from '@backstage/backend-test-utils';
import {
  Change,
  OpenIntent,
  roleOfSetup,
} from '@personalize-portal/backstage-plugin-personalize-common';
import {
  Journal,
  Part,
  PartWanted,
  PartPlan,
  RoleStanding,
} from '@personalize-portal/backstage-plugin-personalize-node';
import {
  fakeLedger,
  nothingKnown,
  SHOP,
  SHOP_CLAIM,
} from '../__testUtils__/fakeLedger';
import { openSession } from '../__testUtils__/openSession';
import { ActionRun, ClaimTerms } from './actionRun';
import { carryOut, carryOutPart } from './carryOut';

const CHANGE: Change = {
  part: 's3',
  resource: 'arn:aws:s3:::reco-data',
  operation: 'create',
  after: { Statement: [] },
};
const ASKED = { s3: { buckets: [], sourceConditions: 'none' as const } };
const RUN = { taskId: 'task-1', stepId: 'grant-s3' };

const intent = (part: Change['part'], resource: string): OpenIntent => ({
  intentId: resource,
  seq: 1,
  change: { ...CHANGE, part, resource },
  person: 'user:default/ben',
  run: { taskId: 'task-0' },
  at: '2026-11-25T09:00:00.000Z',
});

function planWith(apply: () => Promise<Change | undefined>): PartPlan {
  return {
    part: 's3',
    faults: [],
    changes: [{ change: CHANGE, apply }],
    warnings: [{ part: 's3', resource: CHANGE.resource, message: 'Mind this' }],
    room: [],
  };
}

/** A journal that adds each run to `turns`; nothing is left to settle. */
function notedJournal(turns: string[]): Journal {
  return {
    async exclusive({ resource }, work) {
      turns.push(resource);
      return work({
        written: undefined,
        async settle() {
          turns.push(`settled ${resource}`);
        },
        async open() {
          throw new Error('Nothing is to be written');
        },
      });
    },
  };
}

async function runWith({
  openIntents = [],
  turns = [],
}: { openIntents?: OpenIntent[]; turns?: string[] } = {}) {
  const required: string[] = [];
  const claimed: ClaimTerms[] = [];
  const run: ActionRun = {
    session: await openSession(notedJournal(turns)),
    request: { role: roleOfSetup(SHOP) },
    rights: {
      async require(permissions) {
        required.push(...permissions.map(({ name }) => name));
      },
      seesForeign: true,
      shown: changes => [...changes],
    },
    person: 'user:default/ana',
    credentials: mockCredentials.user('user:default/ana'),
    run: RUN,
    record: { ...nothingKnown(), claim: SHOP_CLAIM, openIntents },
    async claim(claimTerms) {
      claimed.push(claimTerms);
      return 12;
    },
  };
  return { run, required, claimed };
}

function contextWith(isDryRun = false) {
  const outputs: Record<string, unknown> = {};
  return {
    outputs,
    isDryRun,
    logger: mockServices.logger.mock(),
    output(name: string, value: unknown) {
      outputs[name] = value;
    },
  };
}

describe('carrying a plan out', () => {
  it('makes its changes, puts them out, and records what was asked for', async () => {
    const ledger = fakeLedger();
    const context = contextWith();
    const { run } = await runWith();
    await carryOut(
      { ledger },
      context,
      run,
      planWith(async () => CHANGE),
      { asked: ASKED },
    );

    expect(context.outputs).toEqual({
      changed: true,
      changes: [CHANGE],
      changeLines: ['Created the policy of `arn:aws:s3:::reco-data`'],
      warnings: [expect.objectContaining({ message: 'Mind this' })],
    });
    expect(context.logger.warn).toHaveBeenCalledWith('Mind this');
    expect(ledger.recordRequestedAccess).toHaveBeenCalledWith({
      role: run.request.role,
      claimSeq: SHOP_CLAIM.seq,
      run: RUN,
      person: 'user:default/ana',
      asked: ASKED,
    });
  });

  it('records what was asked for also where nothing was to be done', async () => {
    const ledger = fakeLedger();
    const context = contextWith();
    const { run } = await runWith();
    await carryOut(
      { ledger },
      context,
      run,
      { ...planWith(async () => CHANGE), changes: [] },
      { asked: ASKED },
    );

    expect(context.outputs).toMatchObject({ changed: false, changes: [] });
    expect(ledger.recordRequestedAccess).toHaveBeenCalledTimes(1);
  });

  it('claims what it needs before it writes, and puts the role’s id on record', async () => {
    const ledger = fakeLedger();
    const { run, claimed } = await runWith();
    const claimTerms = { holders: [], claimsRole: true };
    await carryOut(
      { ledger },
      contextWith(),
      run,
      planWith(async () => {
        expect(claimed).toEqual([claimTerms]);
        return CHANGE;
      }),
      { asked: ASKED, claimTerms, roleId: async () => 'AROASHOP' },
    );

    expect(ledger.recordRequestedAccess).toHaveBeenCalledWith(
      expect.objectContaining({ claimSeq: 12, roleId: 'AROASHOP' }),
    );
  });

  it('records nothing of what failed', async () => {
    const ledger = fakeLedger();
    const { run } = await runWith();
    await expect(
      carryOut(
        { ledger },
        contextWith(),
        run,
        planWith(async () => {
          throw new Error('AWS said no');
        }),
        { asked: ASKED },
      ),
    ).rejects.toThrow('AWS said no');
    expect(ledger.recordRequestedAccess).not.toHaveBeenCalled();
  });

  it('shows in a dry run what would be, and records nothing', async () => {
    const ledger = fakeLedger();
    const context = contextWith(true);
    const apply = jest.fn(async () => CHANGE);
    const { run } = await runWith();
    await carryOut({ ledger }, context, run, planWith(apply), {
      asked: ASKED,
    });

    expect(context.outputs).toMatchObject({ changed: true, changes: [CHANGE] });
    expect(apply).not.toHaveBeenCalled();
    expect(ledger.recordRequestedAccess).not.toHaveBeenCalled();
  });
});

describe('carrying a part out', () => {
  const standing: RoleStanding = {
    role: undefined,
    isForeign: false,
    isAdopted: true,
    isReplaced: false,
    surprises: [],
  };

  function partThat(
    read: () => void,
  ): Pick<
    Part<never, PartWanted, { standing: RoleStanding }, never>,
    'name' | 'read' | 'plan'
  > {
    return {
      name: 's3',
      async read() {
        read();
        return { standing };
      },
      plan: () => planWith(async () => undefined),
    };
  }

  const left = [
    intent('s3', 'arn:aws:personalize:::unreadable'),
    intent('kms', 'arn:aws:kms:us-east-1:123456789012:key/1'),
  ];

  it('first closes what a run that is gone left open in it, and in no other part', async () => {
    const turns: string[] = [];
    const { run, required } = await runWith({ openIntents: left, turns });
    await carryOutPart(
      { ledger: fakeLedger() },
      contextWith(),
      run,
      partThat(() => turns.push('read')),
      { role: run.request.role },
      () => ({ asked: ASKED }),
    );

    expect(turns).toEqual([
      left[0].change.resource,
      `settled ${left[0].change.resource}`,
      'read',
    ]);
    expect(required).toEqual(['personalize.role.adopt']);
  });

  it.each([
    ['in a run', false],
    ['in a dry run', true],
  ])(
    'claims, writes and records nothing where the plan has faults, %s',
    async (_, isDryRun) => {
      const ledger = fakeLedger();
      const apply = jest.fn(async () => CHANGE);
      const { run } = await runWith();
      const claim = jest.fn(run.claim);
      const part = {
        ...partThat(() => {}),
        plan: () => ({
          ...planWith(apply),
          faults: [
            { field: 's3[0].bucket', value: 'a', rule: 'it is missing' },
            { message: 'The policy of b is full' },
          ],
        }),
      };

      await expect(
        carryOutPart(
          { ledger },
          contextWith(isDryRun),
          { ...run, claim },
          part,
          { role: run.request.role },
          () => ({
            asked: ASKED,
            claimTerms: { holders: [], claimsRole: true, adopts: false },
          }),
        ),
      ).rejects.toThrow(
        's3[0].bucket: "a" was given, but it is missing\nThe policy of b is full',
      );
      expect(apply).not.toHaveBeenCalled();
      expect(claim).not.toHaveBeenCalled();
      expect(ledger.recordRequestedAccess).not.toHaveBeenCalled();
    },
  );

  it('refuses before it reads what AWS is not needed to know', async () => {
    const read = jest.fn();
    const { run } = await runWith();

    await expect(
      carryOutPart(
        { ledger: fakeLedger() },
        contextWith(),
        run,
        partThat(read),
        {
          role: run.request.role,
          faults: [{ field: 'users', message: 'they are limited otherwise' }],
        },
        () => ({ asked: ASKED }),
      ),
    ).rejects.toThrow('users: they are limited otherwise');
    expect(read).not.toHaveBeenCalled();
  });

  it('leaves all as it is in a dry run', async () => {
    const turns: string[] = [];
    const { run } = await runWith({ openIntents: left, turns });
    await carryOutPart(
      { ledger: fakeLedger() },
      contextWith(true),
      run,
      partThat(() => turns.push('read')),
      { role: run.request.role },
      () => ({ asked: ASKED }),
    );

    expect(turns).toEqual(['read']);
  });
});

it('logs a warning in one line, whatever others called what it is about', async () => {
  const context = contextWith();
  const { run } = await runWith();
  const message = 'Tag a\nERROR forged line\u001b[2J\u202E says so';
  await carryOut(
    { ledger: fakeLedger() },
    context,
    run,
    {
      ...planWith(async () => CHANGE),
      warnings: [{ part: 's3', resource: CHANGE.resource, message }],
    },
    { asked: ASKED },
  );

  expect(context.logger.warn.mock.calls).toEqual([
    ['Tag a ERROR forged line\\u001b[2J\\u202e says so'],
  ]);
});
