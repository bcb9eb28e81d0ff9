import {
  POLICY_VERSION,
  presetActions,
  userPolicyStatements,
} from '@personalize-portal/backstage-plugin-personalize-common';
import { sampleOrAll } from '../support/inFull';
import { Case } from './__testUtils__/cases';
import { agree, compare } from './__testUtils__/differences';
import { simulate } from './__testUtils__/simulator';

// Thousands of simulations, on machines that do other things too.
jest.setTimeout(300_000);

const ACCOUNT = '012345678901';
const OURS = 'group:default/recommendations';
const THEIRS = 'group:default/search';
const KEY = 'personalize:owner';

const ROLE = {
  partition: 'aws',
  accountId: ACCOUNT,
  region: 'us-east-1',
  roleName: 'personalize-shop',
  rolePath: '/personalize/',
} as const;

const TYPES = [
  'batch-inference-job',
  'batch-segment-job',
  'campaign',
  'data-deletion-job',
  'data-insights-job',
  'dataset',
  'dataset-export-job',
  'dataset-group',
  'dataset-import-job',
  'event-tracker',
  'filter',
  'metric-attribution',
  'recommender',
  'schema',
  'solution',
];
const NAMES = ['recommendations--x', 'search--x'];
const OWNERS = [undefined, OURS, THEIRS];
/** Of the resource, and in the request. */
const TAGS = OWNERS.flatMap(ofResource =>
  OWNERS.map(inRequest => [ofResource, inRequest] as const),
);

const { account, runtime } = presetActions('admin');

function caseOf(
  action: string,
  type: string,
  name: string,
  context: Case['context'],
): Case {
  return {
    principal: {
      kind: 'role',
      arn: `arn:aws:iam::${ACCOUNT}:role/personalize/people`,
    },
    action,
    resource: `arn:aws:personalize:us-east-1:${ACCOUNT}:${type}/${name}`,
    kind: 'none',
    accountId: ACCOUNT,
    keys: [],
    context: { 'aws:RequestedRegion': ['us-east-1'], ...context },
    identity: [],
  };
}

/**
 * Every so many requests are tried with a preset, others with the next. Tags and
 * names come in rows of 6 and 18, with which it must have no divisor in common.
 */
const EVERY = sampleOrAll(5, 1);

/** A request that AWS's reference has; of another the simulator says that it has none such. */
async function isInReference(theCase: Case): Promise<boolean> {
  return simulate(theCase).then(
    () => true,
    () => false,
  );
}

/** All requests for one resource of what people with all access may do: each action, type of resource, tag of it and tag in the request. */
async function requests(): Promise<Case[]> {
  const all: Case[] = [];
  for (const action of [...account, ...runtime]) {
    for (const type of TYPES) {
      if (!(await isInReference(caseOf(action, type, 'x', {})))) {
        continue;
      }
      for (const [resourceTag, requestTag] of TAGS) {
        const cases = NAMES.map(name =>
          caseOf(action, type, name, {
            ...(resourceTag && { [`aws:ResourceTag/${KEY}`]: [resourceTag] }),
            ...(requestTag &&
              !action.endsWith(':UntagResource') && {
                [`aws:RequestTag/${KEY}`]: [requestTag],
              }),
            ...(requestTag && { 'aws:TagKeys': [KEY] }),
          }),
        );
        // By its name a resource is no other one in the reference.
        if (await isInReference(cases[0])) {
          all.push(...cases);
        }
      }
    }
  }
  return all;
}

/** What a request decides by beside its action and type. */
function tagsAndName({ context, resource }: Case): string {
  const keys = [`aws:ResourceTag/${KEY}`, `aws:RequestTag/${KEY}`];
  return JSON.stringify([
    ...keys.map(key => context[key] ?? null),
    resource.split('/').pop(),
  ]);
}

it('is decided by the simulator as by our evaluator, for every action, resource and tag', async () => {
  const asked = await requests();
  const differences: object[] = [];
  let allowed = 0;
  for (const [index, preset] of (
    ['admin', 'data-engineer', 'model-builder'] as const
  ).entries()) {
    const policy = {
      Version: POLICY_VERSION,
      Statement: userPolicyStatements(ROLE, preset, OURS),
    };
    const tried = asked.filter((_, at) => at % EVERY === index % EVERY);
    expect(new Set(tried.map(tagsAndName))).toEqual(
      new Set(asked.map(tagsAndName)),
    );
    for (const one of tried) {
      const theCase = { ...one, identity: [policy] };
      const comparison = await compare(theCase);
      allowed += comparison.theirs === 'allowed' ? 1 : 0;
      if (!agree(comparison)) {
        differences.push({ preset, one, comparison });
      }
    }
  }

  expect(differences).toEqual([]);
  expect(asked.length).toBeGreaterThan(600);
  expect(allowed).toBeGreaterThan(200 / EVERY);
});
