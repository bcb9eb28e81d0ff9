import {
  Change,
  parametersOf,
  parseGrantS3Request,
  parseSetupRequest,
  RoleRecord,
  RunChanges,
  Team,
} from '@personalize-portal/backstage-plugin-personalize-common';
import {
  fakeLedger,
  nothingKnown,
  SHOP_CLAIM,
} from '../__testUtils__/fakeLedger';
import { openSession } from '../__testUtils__/openSession';
import { taskReach } from './taskReach';

const role = {
  accountId: '123456789012',
  region: 'us-east-1',
  roleName: 'personalize-shop',
};
const request = parseGrantS3Request({
  ...role,
  buckets: [{ bucket: 'reco-data', workflows: ['import'] }],
});
const registered = parametersOf(
  parseSetupRequest({
    ...role,
    name: 'shop',
    owner: 'group:default/recommendations',
    s3: [{ bucket: 'reco-results', workflows: ['export'] }],
    users: [
      {
        preset: 'read-only',
        principals: [
          {
            type: 'account-role',
            roleName: 'personalize-ops',
            users: ['dmitri'],
          },
        ],
      },
    ],
  }),
);
const change: Change = {
  part: 's3',
  resource: 'arn:aws:s3:::reco-former',
  operation: 'delete',
};
const team = (group: string, pattern: string): Team => ({
  group,
  path: 'personalize.teams',
  accounts: ['*'],
  buckets: [pattern],
  keys: [],
  bucketOwners: [],
});
const OURS = team(SHOP_CLAIM.owner, 'reco-*');
const OTHERS = team('group:default/orders', 'orders-*');

async function reachOf({
  record = {},
  changes = { madeBy: 'task', since: 0, changes: [] },
  teams = [],
}: {
  record?: Partial<RoleRecord>;
  changes?: RunChanges;
  /** `null` if the step requests nothing. */
  teams?: Team[] | null;
} = {}) {
  const session = await openSession();
  // The role has no inline policy.
  jest
    .spyOn(session.iam.client, 'send')
    .mockImplementation(async () => ({ PolicyNames: [], $metadata: {} }));
  const ledger = fakeLedger();
  ledger.runChanges.mockResolvedValue(changes);
  const { info } = session.logger;
  const reach = await taskReach({ ledger, teams: [OURS, OTHERS] }, session, {
    request,
    record: { ...nothingKnown(), ...record },
    taskId: 'task-1',
    teams: teams ?? undefined,
  });
  return { reach, ledger, info };
}

it('is what the step and what the set-up was registered with ask for', async () => {
  const { reach, info } = await reachOf({ record: { requested: registered } });

  expect(reach).toMatchObject({
    role: request.role,
    buckets: ['reco-data', 'reco-results'],
    peopleRoles: ['arn:aws:iam::123456789012:role/personalize/personalize-ops'],
  });
  expect(info).not.toHaveBeenCalled();
});

it('is what the step asks for where nothing was registered', async () => {
  expect((await reachOf()).reach.buckets).toEqual(['reco-data']);
});

it('is narrower, and the log says so, where a former version registered what cannot be read any more', async () => {
  const { reach, info } = await reachOf({
    record: { requested: { ...registered, s3: 'reco-results' } },
  });

  expect(reach.buckets).toEqual(['reco-data']);
  expect(info).toHaveBeenCalledWith(
    expect.stringMatching(
      /^The registered request of the set-up can no longer be read.* s3/s,
    ),
  );
});

it('has what the task itself has changed so far, and not what other tasks once did', async () => {
  const { reach, ledger } = await reachOf({
    changes: { madeBy: 'task', since: 1, changes: [change] },
  });
  const { reach: first } = await reachOf({
    changes: { madeBy: 'setup', since: 1, changes: [change] },
  });

  expect(reach.buckets).toEqual(['reco-data', 'reco-former']);
  expect(first.buckets).toEqual(['reco-data']);
  expect(ledger.runChanges).toHaveBeenCalledWith(request.role, 'task-1');
});

it.each([
  ['of whom the step asks for', [OTHERS], SHOP_CLAIM, ['orders-*']],
  ['of the owner, where it asks for nothing', null, SHOP_CLAIM, ['reco-*']],
  ['of nobody, where the role is nobody’s', null, undefined, []],
])('has the patterns %s', async (_whose, teams, claim, expected) => {
  const { reach } = await reachOf({ teams, record: { claim } });

  expect(reach.bucketPatterns).toEqual(expected);
});

it('fails where the ledger cannot be asked', async () => {
  const session = await openSession();
  const ledger = fakeLedger();
  ledger.runChanges.mockRejectedValue(new Error('the ledger is away'));

  await expect(
    taskReach({ ledger }, session, {
      request,
      record: nothingKnown(),
      taskId: 'task-1',
      teams: [],
    }),
  ).rejects.toThrow('the ledger is away');
});
