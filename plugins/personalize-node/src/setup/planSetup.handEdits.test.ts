import {
  bucketStatement,
  Change,
  Holding,
  PolicyStatement,
} from '@personalize-portal/backstage-plugin-personalize-common';
import { documentOf, TARGET } from '../__testUtils__/setups';
import { handEdits } from './planSetup';

const BUCKET = 'arn:aws:s3:::reco-data';

const ours = bucketStatement(
  TARGET,
  { bucket: 'reco-data', prefix: 'input/', workflows: ['import'] },
  'if-present',
);
const widened: PolicyStatement = { ...ours, Condition: undefined };
const asked: PolicyStatement = {
  ...ours,
  Action: ['s3:GetObject', 's3:ListBucket', 's3:PutObject'],
};
const foreign: PolicyStatement = {
  Sid: 'Reader',
  Effect: 'Allow',
  Principal: { AWS: 'arn:aws:iam::123456789012:role/reader' },
  Action: 's3:GetObject',
  Resource: `${BUCKET}/*`,
};

const written: Holding = {
  part: 's3',
  resource: BUCKET,
  after: documentOf(foreign, ours),
};

function change(before: PolicyStatement[], after: PolicyStatement[]): Change {
  return {
    part: 's3',
    resource: BUCKET,
    operation: 'update',
    before: documentOf(...before),
    after: documentOf(...after),
  };
}

const messages = (...changes: Change[]) =>
  handEdits(TARGET, [written], changes).map(({ message }) => message);

describe('what something else did to the statements of a set-up', () => {
  it('names one that was edited and is written as asked', () => {
    expect(messages(change([foreign, widened], [foreign, ours]))).toEqual([
      `Statement "${ours.Sid}" of ${BUCKET} was edited outside the portal since the last run; this run restores it. Check with whoever did it first.`,
    ]);
  });

  it('names one that was removed and is written again', () => {
    expect(messages(change([foreign], [foreign, ours]))[0]).toContain(
      'was removed outside the portal',
    );
  });

  it('names one that was edited and goes', () => {
    expect(messages(change([foreign, widened], [foreign]))[0]).toContain(
      'this run removes it',
    );
  });

  it('says nothing where the request alone changes it', () => {
    expect(messages(change([foreign, ours], [foreign, asked]))).toEqual([]);
    expect(messages(change([foreign, ours], [foreign]))).toEqual([]);
  });

  it('says nothing of what others did to their own statements', () => {
    expect(messages(change([ours], [asked]))).toEqual([]);
  });

  it('says nothing of what was never written', () => {
    expect(handEdits(TARGET, [], [change([foreign], [foreign, ours])])).toEqual(
      [],
    );
  });
});
