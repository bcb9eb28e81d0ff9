import {
  documentFingerprint,
  NOTHING,
  stateFingerprint,
  statementFingerprint,
} from './compare';
import { PolicyStatement } from './document';

const read: PolicyStatement = {
  Sid: 'Read',
  Effect: 'Allow',
  Principal: { AWS: '999999999999' },
  Action: ['s3:GetObject', 's3:ListBucket'],
  Resource: '*',
};

describe('the fingerprint of a statement', () => {
  it('is a SHA-256', () => {
    expect(statementFingerprint(read)).toMatch(/^sha256:[0-9a-f]{64}$/);
  });

  it('is the same for statements that mean the same', () => {
    expect(
      statementFingerprint({
        Effect: 'Allow',
        Resource: ['*'],
        Action: ['S3:ListBucket', 's3:GetObject'],
        Principal: { AWS: ['arn:aws:iam::999999999999:root'] },
        Sid: 'Read',
      }),
    ).toBe(statementFingerprint(read));
  });

  it.each<[string, Partial<PolicyStatement>]>([
    ['another Sid', { Sid: 'Other' }],
    ['another principal', { Principal: { AWS: '888888888888' } }],
    ['another effect', { Effect: 'Deny' }],
  ])('is another one with %s', (_what, change) => {
    expect(statementFingerprint({ ...read, ...change })).not.toBe(
      statementFingerprint(read),
    );
  });
});

describe('the fingerprint of a document', () => {
  it('is the same for documents that mean the same, and for what a change left', () => {
    const document = { Version: '2012-10-17', Statement: [read] };
    const other = { Statement: read, Version: '2012-10-17' };

    expect(documentFingerprint(other)).toBe(documentFingerprint(document));
    expect(stateFingerprint(other)).toBe(documentFingerprint(document));
  });

  it('is one for all documents that aren’t there', () => {
    expect(documentFingerprint(undefined)).toBe(NOTHING);
    expect(stateFingerprint(undefined)).toBe(NOTHING);
  });
});

describe('the fingerprint of what is no document', () => {
  const tags = { team: 'shop', stage: 'prod' };

  it('is the same in another order, and with keys that have no value', () => {
    expect(
      stateFingerprint({ stage: 'prod', owner: undefined, team: 'shop' }),
    ).toBe(stateFingerprint(tags));
  });

  it.each([
    [{}],
    [{ team: 'shop' }],
    [{ ...tags, stage: 'test' }],
    [{ ...tags, owner: 'shop' }],
  ])('is another one for %j', state => {
    expect(stateFingerprint(state)).not.toBe(stateFingerprint(tags));
  });

  it('is none of a document', () => {
    expect(stateFingerprint({})).not.toBe(NOTHING);
  });
});

// Ledgers hold them: with another form, what stood in place would count as changed.
describe('fingerprints of former versions', () => {
  it.each<[PolicyStatement, string]>([
    [
      read,
      'sha256:e57da919fda95727a9c48558bd544fcd2b57e1ab4ca1211bfc1d330e0685768b',
    ],
    [
      {
        Effect: 'Deny',
        Principal: '*',
        NotAction: ['s3:PutObject', 's3:GetObject'],
        NotResource: 'arn:aws:s3:::Reco/*',
        Condition: {
          StringNotEquals: {
            'aws:SourceVpce': ['vpce-2', 'vpce-1'],
            'aws:SourceAccount': 12,
          },
          Bool: { 'aws:SecureTransport': true },
        },
      },
      'sha256:cf0fdaaae1fa05b2a1dc14496944619909be2154359ef0c4904db91ac740d24f',
    ],
    [
      {
        Effect: 'Allow',
        NotPrincipal: {
          Service: 'glue.amazonaws.com',
          AWS: 'arn:aws:iam::999999999999:root',
        },
        Action: 'S3:*',
        Resource: '*',
      },
      'sha256:1c6fd7bbcbb048a8dae445fbb05d49f2a30bf03ff38c19d60ee5a1df27757114',
    ],
  ])('hold for %j', (statement, fingerprint) => {
    expect(statementFingerprint(statement)).toBe(fingerprint);
  });

  it('hold for documents and for what is none', () => {
    expect([
      NOTHING,
      documentFingerprint({ Statement: [] }),
      documentFingerprint({ Version: '2012-10-17', Id: 'x', Statement: read }),
      stateFingerprint({ b: 'x', a: ['y'], c: undefined }),
    ]).toStrictEqual([
      'sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
      'sha256:f689134e58f3a87b414892c48f7773165b2a424fb4ce4e8bb9ab48100d31f33e',
      'sha256:3fed73d867b20463b80a98bb9d8cd85f4bc4a7adc6961a4214ee1d9ef916a645',
      'sha256:fccc0b652df76fda048ee78c1a6c8f5094ed11bbdfa3501efb65a0011b3526b5',
    ]);
  });
});
