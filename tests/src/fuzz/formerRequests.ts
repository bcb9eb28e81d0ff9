import { JsonObject } from '@backstage/types';
import { shopRequest } from '../support';
import { Asked, askDryRun, askEndpoint, askHandler } from './answers';
import { measured } from './blocks';
import { OURS, PEOPLE, World } from './world';

/** A request that once stalled the portal, and what becomes of it now. */
export interface FormerRequest {
  title: string;
  /** Where it was sent. */
  way: 'action' | 'dry run' | 'dry run of debug:log' | 'POST /plan';
  status: number;
  ms: number;
  longestBlockMs: number;
  /** How many calls to AWS it made. */
  calls: number;
  /** Characters of the answer. */
  answer: number;
}

const many = <T>(count: number, make: (index: number) => T): T[] =>
  Array.from({ length: count }, (_, index) => make(index));

const bucket = (index: number) => ({
  bucket: `reco-unknown-${index}`,
  workflows: ['import'],
});

/** What a red team sent. */
export const FORMER: { title: string; change: JsonObject }[] = [
  {
    title: '8,000 prefixes',
    change: {
      s3: many(8_000, index => ({
        bucket: 'reco-training-data',
        prefix: `in/${index}/`,
        workflows: ['import'],
      })),
    },
  },
  {
    title: '20,000 users in one account-role',
    change: {
      users: [
        {
          preset: 'read-only',
          principals: [
            {
              type: 'account-role',
              roleName: 'personalize-people',
              users: many(20_000, index => `user${index}`),
            },
          ],
        },
      ],
    },
  },
  {
    title: 'nested lists of 20 x 20 x 20',
    change: {
      users: many(20, outer => ({
        preset: 'read-only',
        principals: many(20, middle => ({
          type: 'account-role',
          roleName: `personalize-people-${outer}-${middle}`,
          users: many(20, index => `user${index}`),
        })),
      })),
    },
  },
  {
    title: '10,000 bad entries',
    change: { s3: many(10_000, () => ({ bucket: '*', workflows: ['x'] })) },
  },
  { title: '1,000 unknown buckets', change: { s3: many(1_000, bucket) } },
  { title: '100 unknown buckets', change: { s3: many(100, bucket) } },
  {
    title: '100 unknown keys',
    change: {
      kms: many(100, index => ({
        keyId: `alias/reco-unknown-${index}`,
        workflows: ['import'],
      })),
    },
  },
  {
    title: '1,500 unknown users in 15 account-roles',
    change: {
      users: [
        {
          preset: 'read-only',
          principals: many(15, role => ({
            type: 'account-role',
            roleName: `personalize-people-${role}`,
            users: many(100, index => `user${role * 100 + index}`),
          })),
        },
      ],
    },
  },
];

/** Sends each again, by each way, and measures. */
export async function askFormerRequests(
  world: World,
): Promise<FormerRequest[]> {
  const [person] = PEOPLE;
  const found: FormerRequest[] = [];
  for (const { title, change } of FORMER) {
    const input: JsonObject = { ...shopRequest, owner: OURS, ...change };
    const body = JSON.stringify(input);
    const ways: [FormerRequest['way'], () => Promise<Asked>][] = [
      [
        'action',
        () =>
          askHandler(world, 'personalize:plan', input, {
            person,
            isDryRun: true,
          }),
      ],
      ['dry run', () => askDryRun(world, 'personalize:plan', input, person)],
      // What of that is the scaffolder's own.
      [
        'dry run of debug:log',
        () => askDryRun(world, 'debug:log', input, person),
      ],
      [
        'POST /plan',
        () =>
          askEndpoint(world, { method: 'POST', path: '/plan', body }, person),
      ],
    ];
    for (const [way, ask] of ways) {
      world.bench.endpoint.clear();
      const { result, ms, longestBlock } = await measured(ask);
      const { status, text } = result.answer;
      found.push({
        title,
        way,
        status,
        ms,
        longestBlockMs: longestBlock,
        calls: world.bench.endpoint.calls().length,
        answer: text.length,
      });
    }
  }
  return found;
}
