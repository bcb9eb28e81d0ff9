import {
  RequestedAccess,
  Holding,
  keyStatements,
  ownedSid,
  PolicyStatement,
  RoleTarget,
} from '@personalize-portal/backstage-plugin-personalize-common';
import { grantsOf, heldAfter } from './grants';

const role: RoleTarget = {
  partition: 'aws',
  accountId: '111122223333',
  region: 'us-east-1',
  roleName: 'personalize-reco',
  rolePath: '/personalize/',
};
const BUCKET = 'arn:aws:s3:::reco-data';
const ID = '11111111-2222-3333-4444-555555555555';
const KEY = `arn:aws:kms:us-east-1:111122223333:key/${ID}`;

function bucketStatement(Sid: string): PolicyStatement {
  return {
    Sid,
    Effect: 'Allow',
    Principal: { Service: 'personalize.amazonaws.com' },
    Action: ['s3:GetObject', 's3:ListBucket'],
    Resource: [BUCKET, `${BUCKET}/in/*`],
  };
}

const holds = (
  part: Holding['part'],
  resource: string,
  ...statements: PolicyStatement[]
): Holding => ({ part, resource, after: { Statement: statements } });

/** The grants after changes that left these documents. */
const grantedBy = (
  holder: typeof role,
  holdings: Holding[],
  asked: RequestedAccess,
) =>
  grantsOf(
    holder,
    holdings.reduce<string[]>(
      (held, { part, resource, after }) =>
        heldAfter(
          held,
          holder,
          { part, resource, operation: 'create', after },
          'applied',
        ),
      [],
    ),
    asked,
  );

const ours = bucketStatement(ownedSid('S3', role, BUCKET, 'in/'));

describe('what is granted', () => {
  it('is nothing at first', () => {
    expect(grantedBy(role, [], {})).toEqual({ buckets: [], keys: [] });
  });

  it('is a bucket or key that holds a statement of the set-up’s', () => {
    expect(
      grantedBy(
        role,
        [
          holds('s3', BUCKET, bucketStatement('Foreign'), ours),
          holds(
            'kms',
            KEY,
            ...keyStatements(role, KEY, ['import'], 'if-present'),
          ),
        ],
        {},
      ),
    ).toEqual({ buckets: [BUCKET], keys: [KEY] });
  });

  it('isn’t a bucket that holds what others wrote alone', () => {
    expect(
      grantedBy(
        role,
        [
          holds('s3', BUCKET, bucketStatement('Foreign')),
          holds(
            's3',
            `${BUCKET}-2`,
            bucketStatement(
              ownedSid('S3', { ...role, roleName: 'other' }, BUCKET, 'in/'),
            ),
          ),
        ],
        {},
      ),
    ).toEqual({ buckets: [], keys: [] });
  });

  it('isn’t the role’s own policy on buckets', () => {
    const resource =
      'arn:aws:iam::111122223333:role/personalize/personalize-reco#inline-policy/PersonalizeS3';

    expect(grantedBy(role, [holds('s3', resource, ours)], {})).toEqual({
      buckets: [],
      keys: [],
    });
  });

  it('is what was asked for as well, each once and sorted', () => {
    const bucket = { prefix: '', workflows: ['import' as const] };

    expect(
      grantedBy(role, [holds('s3', BUCKET, ours)], {
        s3: {
          buckets: [
            { ...bucket, bucket: 'reco-data' },
            { ...bucket, bucket: 'reco-data', prefix: 'out/' },
            { ...bucket, bucket: 'other-account', bucketOwner: '444455556666' },
          ],
          sourceConditions: 'none',
        },
      }),
    ).toEqual({ buckets: ['arn:aws:s3:::other-account', BUCKET], keys: [] });
  });

  it.each([
    ['its ARN', KEY, [KEY]],
    ['its id', ID, [KEY]],
    ['an alias', 'alias/reco', []],
    [
      'the ARN of an alias',
      'arn:aws:kms:us-east-1:111122223333:alias/reco',
      [],
    ],
  ])('is a key that was asked for by %s: %s', (_what, keyId, keys) => {
    expect(
      grantedBy(role, [], {
        kms: {
          keys: [{ keyId, workflows: ['import'] }],
          sourceConditions: 'none',
        },
      }).keys,
    ).toEqual(keys);
  });

  it.each([
    ['applied', 'create', ours, [BUCKET]],
    ['unknown', 'create', ours, [BUCKET]],
    ['failed', 'create', ours, []],
    ['applied', 'create', bucketStatement('Foreign'), []],
    ['unknown', 'delete', ours, [BUCKET]],
    ['applied', 'delete', ours, []],
    ['failed', 'delete', ours, []],
  ] as const)(
    'after a change that %s, a %s: counts what may be there',
    (outcome, operation, statement, held) => {
      const document = { Statement: [statement] };
      const change = {
        part: 's3' as const,
        resource: BUCKET,
        operation,
        ...(operation === 'delete'
          ? { before: document }
          : { after: document }),
      };

      expect(heldAfter([], role, change, outcome)).toEqual(held);
    },
  );
});
