import {
  Change,
  PolicyStatement,
} from '@personalize-portal/backstage-plugin-personalize-common';
import { changeDiff, lineRuns } from './changeDiff';

const BUCKET = 'arn:aws:s3:::reco-data';

const partner: PolicyStatement = {
  Sid: 'Partner',
  Effect: 'Allow',
  Principal: { AWS: '999999999999' },
  Action: ['s3:GetObject', 's3:ListBucket'],
  Resource: `${BUCKET}/*`,
};

const ours: PolicyStatement = {
  Sid: 'PersonalizeS3abc',
  Effect: 'Allow',
  Principal: { Service: 'personalize.amazonaws.com' },
  Action: 's3:GetObject',
  Resource: `${BUCKET}/input/*`,
};

const unnamed: PolicyStatement = { Effect: 'Deny', Action: 's3:DeleteBucket' };

const policy = (...Statement: PolicyStatement[]) => ({
  Version: '2012-10-17',
  Statement,
});

const change = (documents: Pick<Change, 'before' | 'after'>): Change => ({
  part: 's3',
  resource: BUCKET,
  operation: 'update',
  ...documents,
});

/** Name and kind of each statement. */
function statements(documents: Pick<Change, 'before' | 'after'>) {
  return changeDiff(change(documents)).documents.flatMap(document =>
    document.statements.map(({ kind, name }) => `${kind} ${name}`),
  );
}

describe('what a change did to a policy', () => {
  it('tells statement by statement', () => {
    expect(
      statements({
        before: policy(partner, unnamed, { ...ours, Action: 's3:PutObject' }),
        after: policy(partner, ours, { ...ours, Sid: 'New' }),
      }),
    ).toEqual([
      'unchanged "Partner"',
      'removed number 2 (no Sid)',
      'changed "PersonalizeS3abc"',
      'added "New"',
    ]);
  });

  it('is nothing where the same is written otherwise or elsewhere', () => {
    expect(
      statements({
        before: policy(partner, ours),
        after: policy(
          { ...ours, Action: ['s3:getobject'] },
          { ...partner, Action: ['s3:ListBucket', 's3:GetObject'] },
        ),
      }),
    ).toEqual(['unchanged "PersonalizeS3abc"', 'unchanged "Partner"']);
  });

  it('adds all of a policy where none was, and removes all where none stays', () => {
    expect(statements({ after: policy(ours, unnamed) })).toEqual([
      'added "PersonalizeS3abc"',
      'added number 2 (no Sid)',
    ]);
    expect(statements({ before: policy(ours) })).toEqual([
      'removed "PersonalizeS3abc"',
    ]);
  });

  it('knows repeated statements and Sids from one another', () => {
    expect(
      statements({
        before: policy(unnamed, unnamed, partner),
        after: policy(unnamed, partner, { ...partner, Action: 's3:*' }),
      }),
    ).toEqual([
      'unchanged number 1 (no Sid)',
      'removed number 2 (no Sid)',
      'unchanged "Partner"',
      'added "Partner"',
    ]);
  });

  it('tells that hidden statements stay, change, come or go', () => {
    const hidden = (redacted: string, Sid?: string) => ({
      ...(Sid ? { Sid } : {}),
      Effect: 'Allow',
      redacted,
    });
    const [document] = changeDiff(
      change({
        before: {
          Statement: [hidden('a'), hidden('b', 'Partner'), hidden('c')],
        },
        after: { Statement: [hidden('a'), hidden('d', 'Partner'), ours] },
      }),
    ).documents;

    expect(
      document.statements.map(({ kind, name, isHidden }) => [
        kind,
        name,
        isHidden,
      ]),
    ).toEqual([
      ['unchanged', 'number 1 (no Sid)', true],
      ['changed', '"Partner"', true],
      ['removed', 'number 3 (no Sid)', true],
      ['added', '"PersonalizeS3abc"', false],
    ]);
  });

  it('tells of the version and id only where they changed', () => {
    const diffOf = (Version: string) =>
      changeDiff(
        change({
          before: policy(ours),
          after: { ...policy(ours), Version, Id: undefined },
        }),
      ).documents[0].settings;

    expect(diffOf('2012-10-17')).toEqual([]);
    expect(diffOf('2008-10-17')).toContainEqual({
      kind: 'added',
      lines: ['  "Version": "2008-10-17"'],
    });
  });

  it('finds the policy of a role among its settings', () => {
    const diff = changeDiff(
      change({
        after: { path: '/personalize/', trustPolicy: policy(ours) },
      }),
    );

    expect(diff.settings).toEqual([
      { kind: 'added', lines: ['{', '  "path": "/personalize/"', '}'] },
    ]);
    expect(diff.documents).toMatchObject([
      { name: 'trustPolicy', statements: [{ kind: 'added' }] },
    ]);
  });
});

describe('the lines of a difference', () => {
  it('are those of the JSON', () => {
    expect(lineRuns({ a: 1, b: ['x', 'y'] }, { a: 1, b: ['x', 'z'] })).toEqual([
      { kind: 'same', lines: ['{', '  "a": 1,', '  "b": [', '    "x",'] },
      { kind: 'removed', lines: ['    "y"'] },
      { kind: 'added', lines: ['    "z"'] },
      { kind: 'same', lines: ['  ]', '}'] },
    ]);
  });

  it('are all new where nothing was', () => {
    expect(lineRuns(undefined, { a: 1 })).toEqual([
      { kind: 'added', lines: ['{', '  "a": 1', '}'] },
    ]);
    expect(lineRuns(undefined, undefined)).toEqual([]);
  });
});
