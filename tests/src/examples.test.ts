import { JsonObject } from '@backstage/types';
import { parse } from 'yaml';
import {
  Bench,
  messagesOf,
  oneStepWith,
  PUBLISHED_ACTIONS,
  Scaffolder,
  shopRole,
  startBench,
  writesTo,
} from './support';

// An acceptance needs a check that failed; `statusTable.test.ts` has some.
const actions = PUBLISHED_ACTIONS.filter(
  ({ id }) => id !== 'personalize:accept',
);

interface Example {
  steps: { id: string; action: string; name: string; input: JsonObject }[];
}

const examples = actions.flatMap(({ id, examples: ofAction = [] }) =>
  ofAction.map(({ description, example }): [string, string, Example] => [
    id,
    description,
    parse(example),
  ]),
);

// Whole runs, on machines that do other things too.
jest.setTimeout(300_000);

let bench: Bench;
let portal: Scaffolder;

beforeAll(async () => {
  bench = await startBench();
}, 300_000);

afterAll(async () => {
  await bench?.stop();
});

beforeEach(async () => {
  portal = await bench.startPortal();
});

afterEach(async () => {
  await bench.restore();
});

it('every action has examples, of its own', () => {
  expect(new Set(examples.map(([id]) => id))).toEqual(
    new Set(actions.map(({ id }) => id)),
  );
  for (const [id, , { steps }] of examples) {
    expect(steps.map(({ action }) => action)).toEqual(
      expect.arrayContaining([id]),
    );
  }
});

it('the portal lists the same actions, with their examples and fields', async () => {
  const answer = await portal.request('GET', '/v2/actions');
  const listed: {
    id: string;
    examples?: unknown[];
    schema: { input: { properties: JsonObject } };
  }[] = JSON.parse(JSON.stringify(answer.body));

  for (const { id, examples: ofAction } of actions) {
    const found = listed.find(action => action.id === id);
    expect(found?.examples).toEqual(ofAction);
    expect(Object.keys(found?.schema.input.properties ?? {})).toEqual(
      expect.arrayContaining(['accountId', 'region', 'roleName', 'rolePath']),
    );
  }
});

/** A proof needs what it is about; `verify.test.ts` has more of it. */
const proofs = examples.filter(([id]) => id === 'personalize:verify');

/** So does a revoke; `revoke.test.ts` has more of it. */
const revokes = examples.filter(([id]) => id === 'personalize:revoke');

const others = examples.filter(
  example => ![...proofs, ...revokes].includes(example),
);

it.each(proofs)(
  '%s: "%s" holds once it is set up',
  async (_id, _description, { steps }) => {
    for (const { action, input } of steps) {
      const { kms = [], s3 = [], changes: _changes, ...role } = input;
      await portal.runAction('personalize:create-role', role);
      await portal.runAction('personalize:grant-kms', { ...role, keys: kms });
      await portal.runAction('personalize:grant-s3', { ...role, buckets: s3 });
      bench.endpoint.clear();

      const { status, output } = await portal.runAction(action, input);
      expect(status).toBe('completed');
      expect(output.steps.step?.output).toMatchObject({
        changed: false,
        passed: true,
      });
      expect(writesTo(bench.endpoint)).toEqual([]);
    }
  },
);

it.each(revokes)(
  '%s: "%s" takes back what is set up',
  async (_id, _description, { steps }) => {
    for (const { action, input } of steps) {
      await portal.runAction('personalize:create-role', shopRole);
      if (input.name) {
        await portal.runAction('personalize:register', {
          ...shopRole,
          name: input.name,
          owner: 'group:default/guests',
        });
      }

      const { status, output } = await portal.runAction(action, input);
      expect(status).toBe('completed');
      expect(output.steps.step?.output).toMatchObject({
        changed: true,
        kept: [],
        blockers: [],
      });
      expect(await bench.state()).toEqual(bench.seededState);
    }
  },
);

const ROLE_MAKERS = ['personalize:create-role', 'personalize:plan'];

it.each(others)(
  '%s: "%s" shows in a dry run what it then does, once',
  async (_id, _description, { steps }) => {
    for (const { action, input } of steps) {
      if (!ROLE_MAKERS.includes(action)) {
        // Nobody may act on a role that isn't on record.
        const { accountId, region, roleName, rolePath } = input;
        await portal.runAction('personalize:create-role', {
          accountId,
          region,
          roleName,
          rolePath,
          adopt: true,
        });
        bench.endpoint.clear();
      }
      const dry = await portal.dryRun(
        {},
        { template: oneStepWith(action, input) },
      );
      expect(dry.error).toBeUndefined();
      expect(writesTo(bench.endpoint)).toEqual([]);

      const first = await portal.runAction(action, input);
      expect(first.log.filter(line => line.includes('Error'))).toEqual([]);
      expect(first.status).toBe('completed');
      expect(first.output.steps.step?.output.changes).toEqual(
        dry.output.steps.step?.output.changes,
      );
      expect(first.output.steps.step?.output.changed).toBe(true);
      expect(writesTo(bench.endpoint).length > 0).toBe(
        !['personalize:plan', 'personalize:register'].includes(action),
      );

      bench.endpoint.clear();
      const second = await portal.runAction(action, input);
      expect(second.status).toBe('completed');
      expect(writesTo(bench.endpoint)).toEqual([]);
      expect(messagesOf(second)).not.toEqual([]);
    }
  },
);
