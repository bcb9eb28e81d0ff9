import {
  Change,
  HeldAccess,
  PolicyStatement,
  RunChanges,
  statementsOf,
} from '@personalize-portal/backstage-plugin-personalize-common';
import { documentOf } from '../__testUtils__/setups';
import { notOfTheRun } from './changedDocuments';

const BUCKET = 'arn:aws:s3:::reco-data';
const statement = (Sid: string): PolicyStatement => ({
  Sid,
  Effect: 'Allow',
  Principal: '*',
  Action: 's3:GetObject',
  Resource: `${BUCKET}/*`,
});
const [OLD, OURS, LATER] = ['Old', 'Ours', 'Later'].map(statement);

const change: Change = {
  part: 's3',
  resource: BUCKET,
  operation: 'update',
  before: documentOf(OLD),
  after: documentOf(OLD, OURS),
};

const ofTask = (...changes: Change[]): Omit<RunChanges, 'since'> => ({
  madeBy: 'task',
  changes,
});

const holding = (...statements: PolicyStatement[]): HeldAccess => ({
  buckets: [
    {
      bucket: 'reco-data',
      accountId: '012345678901',
      policy: { place: BUCKET, document: documentOf(...statements) },
    },
  ],
  keys: [],
  people: [],
});

describe('what a run isn’t answerable for', () => {
  it('is what stood there before', () => {
    expect(notOfTheRun(ofTask(change), holding(OLD, OURS))).toEqual(
      new Map([[BUCKET, documentOf(OLD)]]),
    );
  });

  it('is also what somebody else wrote there since', () => {
    expect(notOfTheRun(ofTask(change), holding(OLD, OURS, LATER))).toEqual(
      new Map([[BUCKET, documentOf(OLD, LATER)]]),
    );
  });

  it('is also what somebody else wrote there between two changes', () => {
    const [BETWEEN, MORE] = ['Between', 'More'].map(statement);
    const next: Change = {
      ...change,
      before: documentOf(OLD, OURS, BETWEEN),
      after: documentOf(OLD, OURS, BETWEEN, MORE),
    };
    expect(
      notOfTheRun(ofTask(change, next), holding(OLD, OURS, BETWEEN, MORE)),
    ).toEqual(new Map([[BUCKET, documentOf(OLD, BETWEEN)]]));
  });

  it('is so where there was nothing before', () => {
    const birth: Change = {
      ...change,
      operation: 'create',
      before: undefined,
      after: documentOf(OURS),
    };
    expect(notOfTheRun(ofTask(birth), holding(OURS, LATER))).toEqual(
      new Map([[BUCKET, documentOf(LATER)]]),
    );
    expect(notOfTheRun(ofTask(birth), holding(OURS))).toEqual(
      new Map([[BUCKET, undefined]]),
    );
  });
});

describe('a Deny that is gone', () => {
  const DENY: PolicyStatement = { ...statement('Deny'), Effect: 'Deny' };
  const LESS: PolicyStatement = { ...DENY, Resource: `${BUCKET}/a/*` };
  const step = (
    before: PolicyStatement[],
    after: PolicyStatement[],
  ): Change => ({
    ...change,
    before: documentOf(...before),
    after: documentOf(...after),
  });
  const kept = step([OLD, DENY], [OLD, DENY, OURS]);
  const denies = (
    madeBy: RunChanges['madeBy'],
    changes: Change[],
    ...now: PolicyStatement[]
  ) =>
    statementsOf(
      notOfTheRun({ madeBy, changes }, holding(...now)).get(BUCKET),
    ).filter(({ Effect }) => Effect === 'Deny');

  it.each<[string, Change[], PolicyStatement[]]>([
    ['after changes that left it', [kept], [OLD, OURS]],
    ['for a weaker one', [kept], [OLD, OURS, LESS]],
    [
      'between changes that found it and didn’t',
      [kept, step([OLD, OURS], [OLD, OURS, LATER])],
      [OLD, OURS, LATER],
    ],
  ])(
    '%s is of the run that was at work, and of no set-up',
    (_, changes, now) => {
      expect(denies('task', changes, ...now)).toContainEqual(DENY);
      expect(denies('setup', changes, ...now)).not.toContainEqual(DENY);
    },
  );

  it.each<[string, Change[], PolicyStatement[]]>([
    ['took away', [step([OLD, DENY], [OLD, OURS])], [OLD, OURS]],
    ['weakened', [step([OLD, DENY], [OLD, LESS])], [OLD]],
    [
      'took away later',
      [kept, step([OLD, DENY, OURS], [OLD, OURS])],
      [OLD, OURS],
    ],
  ])('that a change %s is of whoever made it', (_, changes, now) => {
    expect(denies('task', changes, ...now)).toContainEqual(DENY);
    expect(denies('setup', changes, ...now)).toContainEqual(DENY);
  });

  it('is one only where nothing denies as much', () => {
    expect(denies('setup', [kept], OLD, OURS, DENY)).toEqual([DENY]);
  });
});
