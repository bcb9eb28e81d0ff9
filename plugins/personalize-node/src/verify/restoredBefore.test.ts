import {
  Change,
  HeldAccess,
  PolicyStatement,
  redactForeign,
} from '@personalize-portal/backstage-plugin-personalize-common';
import { documentOf, ROLE_ARN, TARGET } from '../__testUtils__/setups';
import { documentsBefore } from './changedDocuments';
import { restoredBefore } from './restoredBefore';

const BUCKET = 'arn:aws:s3:::reco-data';
const POLICY = 'arn:aws:iam::012345678901:policy/personalize/some';
const statement = (Sid: string, Effect: 'Allow' | 'Deny' = 'Allow') =>
  ({
    Sid,
    Effect,
    Principal: '*',
    Action: 's3:GetObject',
    Resource: `${BUCKET}/*`,
  } satisfies PolicyStatement);

const before = documentOf(statement('Theirs'), statement('Stop', 'Deny'));
const after = documentOf(...[before.Statement].flat(), statement('Ours'));
const update: Change = {
  part: 's3',
  resource: BUCKET,
  operation: 'update',
  before,
  after,
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

describe('what stood before a run', () => {
  it('is what its changes say, at each place', () => {
    const birth: Change = {
      part: 'role',
      resource: ROLE_ARN,
      operation: 'create',
      after: { path: '/', tags: {}, trustPolicy: documentOf() },
    };
    const gone: Change = {
      part: 'users',
      resource: `${ROLE_ARN}2`,
      operation: 'delete',
      before: { trustPolicy: before },
    };
    const tags: Change = {
      part: 'role',
      resource: `${ROLE_ARN}#tags`,
      operation: 'update',
      before: { team: 'a' },
      after: { team: 'b' },
    };
    const attached: Change = {
      part: 'users',
      resource: `${ROLE_ARN}#attached-policy/${POLICY}`,
      operation: 'create',
      after: { policyArn: POLICY },
    };
    expect(documentsBefore([birth, gone, tags, attached, update])).toEqual(
      new Map([
        [`${ROLE_ARN}#trust-policy`, undefined],
        [`${ROLE_ARN}2#trust-policy`, before],
        [POLICY, undefined],
        [BUCKET, before],
      ]),
    );
  });

  it('is what stood before the first of several changes', () => {
    const again = { ...update, before: after, after: documentOf() };
    expect(documentsBefore([update, again])).toEqual(
      new Map([[BUCKET, before]]),
    );
  });

  it('is known again from fingerprints, where it stands as it was', () => {
    const hidden = documentsBefore(redactForeign([update], TARGET));
    expect(JSON.stringify([...hidden])).not.toContain('s3:GetObject');

    expect(
      restoredBefore(hidden, holding(...[after.Statement].flat())),
    ).toEqual({ documents: new Map([[BUCKET, before]]), untold: [] });
  });

  it('isn’t known where a hidden statement is gone or changed', () => {
    const hidden = documentsBefore(redactForeign([update], TARGET));

    expect(restoredBefore(hidden, holding(statement('Theirs')))).toEqual({
      documents: new Map(),
      untold: [BUCKET],
    });
  });
});
