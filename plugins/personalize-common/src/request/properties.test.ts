import fc from 'fast-check';
import { partitionOf } from '../aws/arn';
import { InvalidRequestError } from '../errors';
import { PRESETS } from '../service/presets';
import { SERVICE_POLICIES } from '../service/servicePolicy';
import { KMS_WORKFLOWS, S3_WORKFLOWS } from '../service/workflows';
import { SOURCE_CONDITIONS } from '../setup/access';
import { parametersOf, parseSetupRequest } from './setup';
import {
  parseCreateRoleRequest,
  parseGrantKmsRequest,
  parseGrantS3Request,
  parseGrantUsersRequest,
  parseHardenTrustRequest,
} from './steps';

const maybe = <T>(value: fc.Arbitrary<T>) =>
  fc.option(value, { nil: undefined });

const bucket = fc
  .stringMatching(/^[a-z][a-z0-9-]{1,20}[a-z0-9]$/)
  .filter(name => !/^xn--|^sthree-|-s3$|-s3alias$/.test(name));
const prefix = fc
  .record({
    segments: fc.array(fc.stringMatching(/^[A-Za-zÀ-ÿ0-9 _=-]{1,12}$/), {
      maxLength: 4,
    }),
    end: fc.constantFrom('', '/'),
  })
  .map(({ segments, end }) =>
    segments.length > 0 ? segments.join('/') + end : '',
  );

const keyName = fc.oneof(
  fc.uuid(),
  fc.stringMatching(/^mrk-[0-9a-f]{32}$/),
  fc.stringMatching(/^alias\/r[A-Za-z0-9/_-]{1,20}$/),
);

const personName = fc.stringMatching(/^u[\w+=,.@-]{0,31}$/);

/** Principals that repeat now and then, always with the same settings. */
const principal = fc.oneof(
  fc.record({
    type: fc.constant('permission-set'),
    name: fc.constantFrom('Set1', 'Set2'),
  }),
  fc.record({
    type: fc.constant('saml-role'),
    roleName: fc.constantFrom('people-saml-1', 'people-saml-2'),
    provider: fc.constant('acme'),
  }),
  fc.record({
    type: fc.constant('oidc-role'),
    roleName: fc.constant('people-oidc'),
    provider: fc.constant('gitlab.com'),
    audience: fc.constant('aws'),
    subject: fc.constant('project_path:acme/*'),
  }),
  fc.record({
    type: fc.constant('account-role'),
    roleName: fc.constant('people-account'),
    users: fc.shuffledSubarray(['ada', 'bob'], { minLength: 2 }),
    requireMfa: fc.constantFrom(undefined, true),
  }),
  fc.record({
    type: fc.constantFrom('group', 'user'),
    name: personName.map(name => name.toLowerCase()),
  }),
);

/** Inputs of plan that AWS and the product take; buckets and keys repeat now and then. */
const goodInputIn = (region: string, account: string) =>
  fc.record({
    accountId: fc.constant(account),
    region: fc.constant(region),
    roleName: fc.stringMatching(/^[\w+=,.@-]{1,64}$/),
    rolePath: maybe(fc.stringMatching(/^\/(x[A-Za-z0-9.@-]{0,9}\/){0,3}$/)),
    name: fc.stringMatching(/^[A-Za-z0-9]([A-Za-z0-9_.-]{0,60}[a-z0-9])?$/),
    owner: fc.stringMatching(/^(group:)?([a-z]{1,5}\/)?[A-Za-z0-9]{1,9}$/),
    system: maybe(fc.stringMatching(/^(system:)?[a-z]{1,9}$/)),
    description: maybe(fc.stringMatching(/^[ -~\u00A1-\u00FF]{0,60}$/)),
    permissionsBoundary: maybe(
      fc.constantFrom(
        `arn:${partitionOf(region)}:iam::${account}:policy/boundary`,
        `arn:${partitionOf(region)}:iam::aws:policy/PowerUserAccess`,
      ),
    ),
    tags: maybe(
      fc.dictionary(
        fc.stringMatching(/^[a-z0-9é _.:/=+@-]{1,20}$/),
        fc.stringMatching(/^[A-Za-zé0-9 _.:/=+@-]{0,20}$/),
        { maxKeys: 5 },
      ),
    ),
    servicePolicy: maybe(fc.constantFrom(...SERVICE_POLICIES)),
    cloudWatchMetrics: maybe(fc.boolean()),
    adopt: maybe(fc.boolean()),
    maxSessionDuration: maybe(fc.integer({ min: 3600, max: 43200 })),
    kms: maybe(
      fc.array(
        fc.record({
          keyId: fc.oneof(
            keyName,
            fc
              .uuid()
              .map(
                id =>
                  `arn:${partitionOf(
                    region,
                  )}:kms:${region}:${account}:key/${id}`,
              ),
            fc.constant('alias/often'),
          ),
          workflows: fc.array(fc.constantFrom(...KMS_WORKFLOWS), {
            minLength: 1,
          }),
        }),
        { maxLength: 6 },
      ),
    ),
    s3: fc.array(
      fc.record({
        bucket: fc.oneof(bucket, fc.constant('often')),
        prefix: maybe(fc.oneof(prefix, fc.constant('often'))),
        workflows: fc.array(fc.constantFrom(...S3_WORKFLOWS), {
          minLength: 1,
        }),
        bucketOwner: fc.constantFrom(undefined, '', account),
      }),
      { maxLength: 6 },
    ),
    users: maybe(
      fc.array(
        fc.record({
          preset: fc.constantFrom(...PRESETS),
          principals: fc.array(principal, { minLength: 1, maxLength: 4 }),
        }),
        { maxLength: 6 },
      ),
    ),
    sourceConditions: maybe(fc.constantFrom(...SOURCE_CONDITIONS)),
  });

/** One Region of each partition. */
const goodInput = fc.oneof(
  goodInputIn('eu-west-1', '012345678901'),
  goodInputIn('cn-north-1', '000000000001'),
);

/** Runs a parser; the error only if it is the one that a parser may throw. */
function refusalOf(
  parse: (input: unknown) => unknown,
  input: unknown,
): InvalidRequestError | undefined {
  try {
    parse(input);
    return undefined;
  } catch (error) {
    if (error instanceof InvalidRequestError) {
      return error;
    }
    throw error;
  }
}

const PARSERS = [
  parseSetupRequest,
  parseCreateRoleRequest,
  parseHardenTrustRequest,
  parseGrantKmsRequest,
  parseGrantS3Request,
  parseGrantUsersRequest,
];

describe('any good request', () => {
  it('is the same when its own output is parsed', () => {
    fc.assert(
      fc.property(goodInput, input => {
        const request = parseSetupRequest(input);
        expect(parseSetupRequest(parametersOf(request))).toEqual(request);
      }),
    );
  });

  it('loses no workflow and gains none, and names nothing twice', () => {
    fc.assert(
      fc.property(goodInput, input => {
        const { buckets, keys } = parseSetupRequest(input);
        const asked = input.s3.flatMap(entry =>
          entry.workflows.map(workflow => {
            const folder = (entry.prefix ?? '').replace(/\/?$/, '/');
            return `${entry.bucket}/${
              folder === '/' ? '' : folder
            } ${workflow}`;
          }),
        );
        const got = buckets.flatMap(entry =>
          entry.workflows.map(
            workflow => `${entry.bucket}/${entry.prefix} ${workflow}`,
          ),
        );
        expect([...got].sort()).toEqual([...new Set(asked)].sort());
        const ids = keys.map(({ keyId }) => keyId);
        expect(new Set(ids).size).toBe(ids.length);
        expect(new Set(ids)).toEqual(
          new Set((input.kms ?? []).map(({ keyId }) => keyId)),
        );
      }),
    );
  });

  it('loses nobody and gains nobody, and names nobody twice', () => {
    fc.assert(
      fc.property(goodInput, input => {
        const { users } = parseSetupRequest(input);
        const namesOf = (
          list: readonly {
            preset: string;
            principals: readonly {
              type: string;
              name?: string;
              roleName?: string;
            }[];
          }[],
        ) =>
          list.flatMap(({ preset, principals }) =>
            principals.map(({ type, name, roleName }) =>
              [preset, type, name ?? roleName].join(' '),
            ),
          );
        const got = namesOf(users);
        expect([...got].sort()).toEqual(
          [...new Set(namesOf(input.users ?? []))].sort(),
        );
        const presets = users.map(({ preset }) => preset);
        expect(new Set(presets).size).toBe(presets.length);
      }),
    );
  });

  it('is refused for an unknown field, which is named', () => {
    fc.assert(
      fc.property(
        goodInput,
        fc.stringMatching(/^[a-z]{3,9}Z$/),
        (input, field) => {
          expect(
            refusalOf(parseSetupRequest, { ...input, [field]: 1 })?.problems,
          ).toEqual([{ field, value: 1, rule: expect.any(String) }]);
        },
      ),
    );
  });
});

describe('any input at all', () => {
  const zodsOwnWords = /Expected|Invalid|Required|Unrecognized|String must/;

  it('is taken or refused in our own words, and never breaks a parser', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.jsonValue(),
          fc
            .record({
              input: goodInput,
              field: fc.constantFrom(
                's3',
                'kms',
                'users',
                'tags',
                'region',
                'owner',
              ),
              value: fc.jsonValue({ maxDepth: 3 }),
            })
            .map(({ input, field, value }) => ({ ...input, [field]: value })),
        ),
        input => {
          for (const parse of PARSERS) {
            const refusal = refusalOf(parse, input);
            for (const { field, rule } of refusal?.problems ?? []) {
              expect(field).not.toBe('');
              expect(rule).not.toMatch(zodsOwnWords);
            }
          }
        },
      ),
    );
  });
});
