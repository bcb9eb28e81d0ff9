import { JsonObject } from '@backstage/types';
import { userPolicyStatements } from '@personalize-portal/backstage-plugin-personalize-common';
import {
  ACCOUNT,
  Bench,
  databasesFolder,
  messagesOf,
  OPENED,
  REGION,
  Scaffolder,
  SHOP_ROLE,
  shopRequest,
  shopRole,
  startBench,
  StepOutput,
  TaskResult,
} from './support';

// Whole runs, on machines that do other things too.
jest.setTimeout(300_000);

const OWNER = 'group:default/guests';
const NEIGHBOUR = 'group:default/search';

const users = [
  {
    preset: 'data-engineer',
    principals: [{ type: 'group', name: 'analysts' }],
  },
];
const request: JsonObject = { ...shopRequest, users };
const teams = Object.fromEntries(
  [OWNER, NEIGHBOUR].map(group => [
    group,
    { accounts: [ACCOUNT], buckets: ['*'], keys: ['*'] },
  ]),
);

let bench: Bench;

beforeAll(async () => {
  bench = await startBench();
}, 300_000);

afterAll(async () => {
  await bench?.stop();
});

afterEach(async () => {
  await bench.restore();
});

const startPortal = (
  more: JsonObject = {},
  settings = {},
): Promise<Scaffolder> =>
  bench.startPortal(
    {
      teams,
      guardrails: { ...OPENED, allowDirectAttachment: true },
      ...more,
    },
    [],
    settings,
  );

const statements = (team?: string) =>
  userPolicyStatements(
    {
      partition: 'aws',
      accountId: ACCOUNT,
      region: REGION,
      roleName: SHOP_ROLE,
      rolePath: '/personalize/',
    },
    'data-engineer',
    team,
  );

const policyOf = (step: { output: StepOutput } | undefined) =>
  step?.output.changes.find(({ resource }) =>
    resource.endsWith('-data-engineer'),
  )?.after?.Statement;

const messages = ({ output }: TaskResult) =>
  output.steps.plan?.output.warnings.map(({ message }) => message);

describe('teams in one account', () => {
  it('are named in the plan, with what people can do; the policy stays as it was', async () => {
    const portal = await startPortal();
    const run = await portal.run(request);

    expect(run.status).toBe('completed');
    expect(policyOf(run.output.steps['grant-users'])).toEqual(statements());
    expect(messages(run)).toContainEqual(
      `Team ${NEIGHBOUR} also uses account ${ACCOUNT} in ${REGION}, or may. People with the access data-engineer can export, change and delete its datasets. Use one account or Region per team, or set personalize.isolation to tags.`,
    );
  });

  it('are kept apart by tags in a run as its dry run shows, and what was proven holds', async () => {
    const portal = await startPortal({ isolation: 'tags' });
    const dry = await portal.dryRun(request);
    const run = await portal.run(request);

    expect(dry.status).toBe(200);
    expect(run.status).toBe('completed');
    for (const { output } of [dry, run]) {
      for (const step of ['plan', 'grant-users']) {
        expect(policyOf(output.steps[step])).toEqual(statements(OWNER));
      }
      expect(output.steps.verify?.output.passed).toBe(true);
    }
    expect(messages(run)).toContainEqual(
      expect.stringContaining(
        `Team ${NEIGHBOUR} also uses account ${ACCOUNT} in ${REGION}, or may. People with the access data-engineer can list the names`,
      ),
    );
  });

  it('are kept apart by the next run where the set-up stood before, and are so for good', async () => {
    const settings = { databases: await databasesFolder() };
    const former = await startPortal({}, settings);
    expect((await former.run(request)).status).toBe('completed');
    await former.stop();
    const portal = await startPortal({ isolation: 'tags' }, settings);

    const rolledOut = await portal.run(request);
    const again = await portal.run(request);

    expect(rolledOut.status).toBe('completed');
    const changed = policyOf(rolledOut.output.steps['grant-users']);
    expect(changed).toHaveLength(statements(OWNER).length);
    expect(changed).toEqual(expect.arrayContaining(statements(OWNER)));
    expect(again.output.steps['grant-users']?.output.changes).toEqual([]);
    expect(again.output.steps.verify?.output.passed).toBe(true);
  });

  it('don’t get people in a role that belongs to a person', async () => {
    const portal = await startPortal({ isolation: 'tags' });
    await portal.runAction('personalize:create-role', shopRole);
    const refused = await portal.runAction('personalize:grant-users', {
      ...shopRole,
      users,
    });

    expect(refused.status).toBe('failed');
    expect(messagesOf(refused)).toEqual([
      expect.stringMatching(
        /^InputError: owner: "user:.*" was given, but people get access to the resources of a team/,
      ),
    ]);
  });

  it('aren’t taken from what a run says beside the claim', async () => {
    const portal = await startPortal({ isolation: 'tags' });
    expect((await portal.run(request)).status).toBe('completed');
    const refused = await portal.runAction('personalize:grant-users', {
      ...shopRole,
      users,
      owner: NEIGHBOUR,
    });

    expect(messagesOf(refused)).toEqual([
      expect.stringContaining(`the set-up belongs to ${OWNER}`),
    ]);
  });
});
