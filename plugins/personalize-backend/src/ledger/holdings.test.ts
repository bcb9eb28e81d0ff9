import { Change } from '@personalize-portal/backstage-plugin-personalize-common';
import { BUCKET, bucketChange, policy } from '../__testUtils__/ledgers';
import { netHoldings, RecordedChange } from './holdings';

const A = policy('A');
const B = policy('B');
const C = policy('C');

const applied = (
  change: RecordedChange['change'],
  readBack?: RecordedChange['readBack'],
): RecordedChange => ({ change, outcome: 'applied', readBack });

describe('what AWS holds', () => {
  it('goes from what was before the first change to what the last one left', () => {
    expect(
      netHoldings([
        applied(bucketChange(A, B), { id: 1 }),
        applied(bucketChange(B, C), { id: 2, more: true }),
      ]),
    ).toEqual([
      {
        part: 's3',
        resource: BUCKET,
        before: A,
        after: C,
        readBack: { id: 1, more: true },
      },
    ]);
  });

  it('has nothing before what was created', () => {
    expect(
      netHoldings([
        applied(bucketChange(undefined, A)),
        applied(bucketChange(A, B)),
      ]),
    ).toEqual([{ part: 's3', resource: BUCKET, after: B }]);
  });

  it('has nothing of what was deleted, nor of what failed', () => {
    expect(
      netHoldings([
        applied(bucketChange(undefined, A)),
        applied(bucketChange(A, undefined)),
        { change: bucketChange(undefined, B), outcome: 'failed' },
      ]),
    ).toStrictEqual([]);
  });

  it('starts anew with what is created again', () => {
    expect(
      netHoldings([
        applied(bucketChange(undefined, A), { roleId: 'AROAOLD' }),
        applied(bucketChange(undefined, B), { roleId: 'AROANEW' }),
      ]),
    ).toEqual([
      {
        part: 's3',
        resource: BUCKET,
        after: B,
        readBack: { roleId: 'AROANEW' },
      },
    ]);
  });

  it('keeps what a role was created with where it is described anew', () => {
    const role = (operation: Change['operation'], after: Change['after']) =>
      applied({
        part: 'role',
        resource: 'arn:aws:iam::123456789012:role/personalize-a',
        operation,
        after,
      });
    const born = { trustPolicy: A, tags: { team: 'shop' }, description: 'a' };
    expect(
      netHoldings([
        role('create', born),
        role('update', { description: 'b' }),
      ])[0].after,
    ).toEqual({ ...born, description: 'b' });
    expect(
      netHoldings([role('create', born), role('create', { tags: {} })])[0]
        .after,
    ).toEqual({ tags: {} });
  });

  it('has nothing left on what is created again', () => {
    const role = (operation: Change['operation'], place = '') =>
      applied({
        part: 'role',
        resource: `arn:aws:iam::123456789012:role/personalize-a${place}`,
        operation,
        after: A,
      });
    expect(
      netHoldings([
        role('create'),
        role('update', '#trust-policy'),
        role('create', 'b#inline-policy/x'),
        role('create'),
      ]).map(({ resource }) => resource.replace(/.*personalize-/, '')),
    ).toEqual(['a', 'ab#inline-policy/x']);
  });

  it('keeps what is on a role that is changed', () => {
    const ARN = 'arn:aws:iam::123456789012:role/personalize-a';
    const role = (
      operation: Change['operation'],
      after: Change['after'],
      place = '',
    ) => applied({ part: 'role', resource: ARN + place, operation, after });
    expect(
      netHoldings([
        role('create', { tags: { a: '1' } }),
        role('update', { a: '2', b: '2' }, '#tags'),
        role('update', { b: '3' }, '#tags'),
        role('update', { description: 'more' }),
      ]),
    ).toEqual([
      {
        part: 'role',
        resource: ARN,
        after: { tags: { a: '1' }, description: 'more' },
      },
      { part: 'role', resource: `${ARN}#tags`, after: { b: '3' } },
    ]);
  });

  it('has nothing of a policy that a later one leaves out', () => {
    expect(
      netHoldings([
        applied(bucketChange(undefined, { ...A, Id: 'once' })),
        applied(bucketChange({ ...A, Id: 'once' }, B)),
      ])[0].after,
    ).toEqual(B);
  });

  it.each<[RecordedChange['outcome']]>([['unknown'], ['open']])(
    'may be there where the outcome is %s',
    outcome => {
      const created = { change: bucketChange(undefined, A), outcome };
      const deleted = { change: bucketChange(A, undefined), outcome };
      const holding = { part: 's3', resource: BUCKET, after: A };

      expect(netHoldings([created])).toEqual([holding]);
      expect(
        netHoldings([applied(bucketChange(undefined, A)), deleted]),
      ).toEqual([holding]);
      expect(netHoldings([deleted])).toEqual([{ ...holding, before: A }]);
    },
  );

  it('keeps the order of the first changes', () => {
    const other = 'arn:aws:s3:::other';
    expect(
      netHoldings([
        applied(bucketChange(undefined, A)),
        applied(bucketChange(undefined, A, other)),
        applied(bucketChange(A, B)),
      ]).map(({ resource }) => resource),
    ).toEqual([BUCKET, other]);
  });
});
