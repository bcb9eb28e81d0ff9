import fc from 'fast-check';
import { foreignDocuments } from './__testUtils__/policies';
import {
  documentFingerprint,
  NOTHING,
  sameDocument,
  sameStatement,
  stateFingerprint,
  statementFingerprint,
} from './compare';
import { asList, OneOrMany, PolicyDocument, PolicyStatement } from './document';

const STATEMENT: PolicyStatement = {
  Sid: 'Readers',
  Effect: 'Allow',
  Principal: { AWS: ['999999999999', 'arn:aws:iam::111111111111:role/x'] },
  Action: ['s3:GetObject', 's3:ListBucket'],
  Resource: ['arn:aws:s3:::reco', 'arn:aws:s3:::reco/*'],
  Condition: { StringEquals: { 'aws:SourceAccount': ['1', '2'] } },
};

const ALL_BUT: PolicyStatement = {
  Effect: 'Deny',
  NotPrincipal: {
    AWS: '999999999999',
    Service: ['glue.amazonaws.com', 'personalize.amazonaws.com'],
  },
  NotAction: ['s3:GetObject', 's3:ListBucket'],
  NotResource: ['arn:aws:s3:::reco', 'arn:aws:s3:::reco/*'],
};

describe('statements mean the same', () => {
  it.each<[string, Partial<PolicyStatement>]>([
    [
      'with lists in another order',
      { Action: ['s3:ListBucket', 's3:GetObject'] },
    ],
    [
      'with an entry twice',
      { Action: [...asList(STATEMENT.Action), 's3:GetObject'] },
    ],
    [
      'with actions in another case',
      { Action: ['S3:GETOBJECT', 's3:listbucket'] },
    ],
    [
      'with an account as its root',
      {
        Principal: {
          AWS: [
            'arn:aws:iam::999999999999:root',
            'arn:aws:iam::111111111111:role/x',
          ],
        },
      },
    ],
    [
      'with operators and keys in another case',
      { Condition: { stringequals: { 'AWS:sourceaccount': ['2', '1'] } } },
    ],
    [
      'with numbers as text',
      { Condition: { StringEquals: { 'aws:SourceAccount': [1, 2] } } },
    ],
  ])('%s', (_name, change) => {
    expect(sameStatement(STATEMENT, { ...STATEMENT, ...change })).toBe(true);
  });

  it.each<[string, Partial<PolicyStatement>]>([
    [
      'with the kinds of principals in another order',
      {
        NotPrincipal: {
          Service: ['personalize.amazonaws.com', 'glue.amazonaws.com'],
          AWS: ['arn:aws:iam::999999999999:root'],
        },
      },
    ],
    [
      'with the actions in another order and case',
      { NotAction: ['S3:listbucket', 's3:GETOBJECT'] },
    ],
    [
      'with the resources in another order',
      { NotResource: ['arn:aws:s3:::reco/*', 'arn:aws:s3:::reco'] },
    ],
  ])('of all but those that are named, %s', (_name, change) => {
    expect(sameStatement(ALL_BUT, { ...ALL_BUT, ...change })).toBe(true);
  });

  it('with a scalar for a list of one', () => {
    const list: PolicyStatement = {
      ...STATEMENT,
      Action: ['s3:GetObject'],
      Principal: { Service: ['personalize.amazonaws.com'] },
      Condition: { Bool: { 'aws:SecureTransport': ['true'] } },
    };
    const scalar: PolicyStatement = {
      ...STATEMENT,
      Action: 's3:GetObject',
      Principal: { Service: 'personalize.amazonaws.com' },
      Condition: { Bool: { 'aws:SecureTransport': true } },
    };

    expect(sameStatement(list, scalar)).toBe(true);
  });

  it('in China, where an account is written with its partition', () => {
    expect(
      sameStatement(
        { ...STATEMENT, Principal: { AWS: '999999999999' } },
        {
          ...STATEMENT,
          Principal: { AWS: 'arn:aws-cn:iam::999999999999:root' },
        },
      ),
    ).toBe(true);
  });

  it.each<[string, Partial<PolicyStatement>]>([
    ['Sid', { Sid: 'readers' }],
    ['no Sid', { Sid: undefined }],
    ['Effect', { Effect: 'Deny' }],
    [
      'a principal more',
      {
        Principal: {
          AWS: [
            '999999999999',
            'arn:aws:iam::111111111111:role/x',
            '222222222222',
          ],
        },
      },
    ],
    ['everybody as the principal', { Principal: '*' }],
    [
      'NotPrincipal for Principal',
      { Principal: undefined, NotPrincipal: STATEMENT.Principal },
    ],
    [
      'another kind of principal',
      { Principal: { CanonicalUser: '999999999999' } },
    ],
    ['an action less', { Action: 's3:GetObject' }],
    [
      'NotAction for Action',
      { Action: undefined, NotAction: STATEMENT.Action },
    ],
    [
      'a resource in another case',
      { Resource: ['arn:aws:s3:::reco', 'arn:aws:s3:::Reco/*'] },
    ],
    [
      'NotResource for Resource',
      { Resource: undefined, NotResource: STATEMENT.Resource },
    ],
    ['no Condition', { Condition: undefined }],
    [
      'another operator',
      {
        Condition: {
          StringEqualsIfExists: { 'aws:SourceAccount': ['1', '2'] },
        },
      },
    ],
    [
      'a condition value in another case',
      { Condition: { StringEquals: { 'aws:SourceAccount': ['1', '2', 'A'] } } },
    ],
  ])('something else with another %s', (_name, change) => {
    expect(sameStatement(STATEMENT, { ...STATEMENT, ...change })).toBe(false);
  });

  it.each<Partial<PolicyStatement>>([
    { NotPrincipal: { AWS: '999999999999' } },
    { NotAction: 's3:GetObject' },
    { NotResource: 'arn:aws:s3:::reco' },
  ])('something else of all but %j', change => {
    expect(sameStatement(ALL_BUT, { ...ALL_BUT, ...change })).toBe(false);
  });

  it('something else for everybody than for nobody', () => {
    expect(
      sameStatement(
        { ...STATEMENT, Principal: '*' },
        { ...STATEMENT, Principal: undefined },
      ),
    ).toBe(false);
  });

  it.each([
    ['arn:aws:iam::999999999999:rooted', '999999999999ed'],
    ['xarn:aws:iam::999999999999:root', 'x999999999999'],
  ])('something else where %s is no root of an account', (one, other) => {
    expect(
      sameStatement(
        { ...STATEMENT, Principal: { AWS: one } },
        { ...STATEMENT, Principal: { AWS: other } },
      ),
    ).toBe(false);
  });

  it('something else with the root of an account as a provider', () => {
    const by = (Federated: string): PolicyStatement => ({
      ...STATEMENT,
      Principal: { Federated },
    });

    expect(
      sameStatement(by('999999999999'), by('arn:aws:iam::999999999999:root')),
    ).toBe(false);
  });
});

describe('documents mean the same', () => {
  const document: PolicyDocument = {
    Version: '2012-10-17',
    Statement: [STATEMENT],
  };

  it('with a scalar Statement, and without the Version that is the default', () => {
    expect(sameDocument(document, { ...document, Statement: STATEMENT })).toBe(
      true,
    );
    expect(
      sameDocument({ Version: '2008-10-17', Statement: [] }, { Statement: [] }),
    ).toBe(true);
    expect(sameDocument(undefined, undefined)).toBe(true);
  });

  it('but not with another Id, Version, order or number of statements, or none at all', () => {
    const other = { ...STATEMENT, Sid: 'Other' };
    for (const different of [
      { ...document, Id: 'x' },
      { Statement: [STATEMENT] },
      { ...document, Statement: [STATEMENT, STATEMENT] },
      { ...document, Statement: [] },
      undefined,
    ]) {
      expect(sameDocument(document, different)).toBe(false);
    }
    expect(
      sameDocument(
        { ...document, Statement: [STATEMENT, other] },
        { ...document, Statement: [other, STATEMENT] },
      ),
    ).toBe(false);
  });

  it('however AWS writes them', () => {
    fc.assert(
      fc.property(foreignDocuments, fc.boolean(), (found, asLists) => {
        expect(sameDocument(found, found && rewritten(found, asLists))).toBe(
          true,
        );
      }),
    );
  });
});

/** The same document in another of its forms. */
function rewritten(document: PolicyDocument, asLists: boolean): PolicyDocument {
  const form = <T>(value: OneOrMany<T>): OneOrMany<T> => {
    const list = [...asList(value)].reverse();
    return asLists || list.length !== 1 ? list : list[0];
  };
  return {
    ...document,
    Statement: asList(document.Statement).map(statement => ({
      ...statement,
      ...(statement.Action === undefined
        ? {}
        : { Action: form(statement.Action) }),
      ...(statement.Resource === undefined
        ? {}
        : { Resource: form(statement.Resource) }),
      ...(statement.Condition === undefined
        ? {}
        : {
            Condition: Object.fromEntries(
              Object.entries(statement.Condition)
                .reverse()
                .map(([operator, keys]) => [
                  operator.toUpperCase(),
                  Object.fromEntries(
                    Object.entries(keys)
                      .reverse()
                      .map(([key, values]) => [
                        key.toUpperCase(),
                        form(values),
                      ]),
                  ),
                ]),
            ),
          }),
    })),
  };
}

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
