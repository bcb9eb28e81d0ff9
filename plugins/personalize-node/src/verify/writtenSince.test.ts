import {
  Change,
  HeldAccess,
  PolicyStatement,
} from '@personalize-portal/backstage-plugin-personalize-common';
import { documentOf } from '../__testUtils__/setups';
import { notOfTheRun } from './writtenSince';

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
    expect(notOfTheRun([change], holding(OLD, OURS))).toEqual(
      new Map([[BUCKET, documentOf(OLD)]]),
    );
  });

  it('is also what somebody else wrote there since', () => {
    expect(notOfTheRun([change], holding(OLD, OURS, LATER))).toEqual(
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
      notOfTheRun([change, next], holding(OLD, OURS, BETWEEN, MORE)),
    ).toEqual(new Map([[BUCKET, documentOf(OLD, BETWEEN)]]));
  });

  it('is so where there was nothing before', () => {
    const birth: Change = {
      ...change,
      operation: 'create',
      before: undefined,
      after: documentOf(OURS),
    };
    expect(notOfTheRun([birth], holding(OURS, LATER))).toEqual(
      new Map([[BUCKET, documentOf(LATER)]]),
    );
    expect(notOfTheRun([birth], holding(OURS))).toEqual(
      new Map([[BUCKET, undefined]]),
    );
  });
});
