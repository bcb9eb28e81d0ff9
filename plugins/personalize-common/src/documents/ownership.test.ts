import { ConflictError } from '@backstage/errors';
import { roleArn } from '../aws/arn';
import {
  editBucket,
  editKey,
  KEY_ARN,
  OTHER_ROLE,
  OUR_ROLE,
} from '../policy/__testUtils__/setups';
import { PolicyStatement, statementsOf } from '../policy/document';
import { ACTS, HOSTILE_TEXTS } from '../text/__testUtils__/hostileTexts';
import { printable } from '../text/printable';
import {
  bucketSid,
  bucketStatement,
  certifyBucketStatement,
} from './bucketPolicy';
import { keyStatements } from './keyPolicy';
import { ownedStatements, staleForeignStatements } from './ownership';

const ACCESS = {
  bucket: 'reco-data',
  prefix: 'in/',
  workflows: ['import' as const],
};
const OWN = bucketStatement(OUR_ROLE, ACCESS, 'if-present');

const documentOf = (...Statement: PolicyStatement[]) => ({
  Version: '2012-10-17',
  Statement,
});

/** Which statements are taken for our own, with nothing asked for. */
const ownIn = (...statements: PolicyStatement[]) => {
  const document = documentOf(...statements);
  const isOwned = ownedStatements(document, {
    documentName: 'bucket reco-data',
    roleArn: roleArn(OUR_ROLE),
    certify: certifyBucketStatement(OUR_ROLE),
    wantedSids: new Set(),
    principals: 'required',
  });
  return document.Statement.map(isOwned);
};

describe('an owned statement', () => {
  it('certifies itself: the Sid is recomputed from its own resource', () => {
    expect(ownIn(OWN)).toStrictEqual([true]);
  });

  it('is found under a role name in another case', () => {
    const sid = bucketSid(
      { ...OUR_ROLE, roleName: 'Personalize-SHOP' },
      'reco-data',
      'in/',
    );

    expect(ownIn({ ...OWN, Sid: sid })).toStrictEqual([true]);
  });

  it.each<[string, PolicyStatement]>([
    ["another set-up's hash", bucketStatement(OTHER_ROLE, ACCESS, 'none')],
    [
      'the Sid of the AWS guide',
      { ...OWN, Sid: 'PersonalizeS3BucketAccessPolicy' },
    ],
    ['no Sid', { ...OWN, Sid: undefined }],
    [
      'our Sid on another bucket',
      { ...OWN, Resource: ['arn:aws:s3:::other', 'arn:aws:s3:::other/in/*'] },
    ],
    [
      'our Sid on another prefix',
      {
        ...OWN,
        Resource: ['arn:aws:s3:::reco-data', 'arn:aws:s3:::reco-data/*'],
      },
    ],
    [
      'our Sid in China',
      {
        ...OWN,
        Sid: bucketSid(
          { ...OUR_ROLE, partition: 'aws-cn' },
          'reco-data',
          'in/',
        ),
      },
    ],
  ])('is not one with %s', (_name, statement) => {
    expect(ownIn(statement)).toStrictEqual([false]);
  });

  it('is found in China by the ARNs of China', () => {
    const chinese = {
      ...OUR_ROLE,
      partition: 'aws-cn' as const,
      region: 'cn-north-1' as const,
    };
    const statement = bucketStatement(chinese, ACCESS, 'required');

    expect(statement.Resource).toStrictEqual([
      'arn:aws-cn:s3:::reco-data',
      'arn:aws-cn:s3:::reco-data/in/*',
    ]);
    expect(certifyBucketStatement(chinese)(statement)).toStrictEqual([
      statement.Sid,
    ]);
    expect(
      editBucket(documentOf(statement), chinese, []).document,
    ).toBeUndefined();
  });

  it('may be edited by hand and is brought back when it is asked for', () => {
    const wider = {
      ...OWN,
      Resource: ['arn:aws:s3:::reco-data/*'],
      Action: 's3:*',
    };

    expect(editBucket(documentOf(wider), OUR_ROLE, [ACCESS])).toStrictEqual({
      document: documentOf(OWN),
      changes: [{ sid: OWN.Sid, operation: 'update' }],
    });
  });

  it.each<[string, Partial<PolicyStatement>, string]>([
    ['a Deny', { Effect: 'Deny' }, 'it is a Deny'],
    [
      'for everybody',
      { Principal: '*' },
      'it is not only for Personalize or the role',
    ],
    ['for everybody as AWS', { Principal: { AWS: '*' } }, 'it also names *'],
    [
      'for nobody named',
      { Principal: undefined },
      'it is not only for Personalize or the role',
    ],
    [
      'for another service too',
      {
        Principal: {
          Service: ['personalize.amazonaws.com', 'glue.amazonaws.com'],
        },
      },
      'it also names glue.amazonaws.com',
    ],
    [
      'for a role of the same name elsewhere',
      {
        Principal: {
          AWS: 'arn:aws:iam::999999999999:role/personalize/personalize-shop',
        },
      },
      'it also names arn:aws:iam::999999999999:role',
    ],
    [
      'for the role as an identity provider',
      { Principal: { Federated: roleArn(OUR_ROLE) } },
      'it also names arn:aws:iam::012345678901:role',
    ],
    [
      'for the unique id of a user',
      { Principal: { AWS: 'AIDAEXAMPLEEXAMPLE12' } },
      'it also names AIDA',
    ],
    [
      'for somebody whose name ends like a unique id',
      {
        Principal: {
          AWS: 'arn:aws:iam::999999999999:role/AROAEXAMPLEEXAMPLE12',
        },
      },
      'it also names arn:aws:iam::999999999999:role/AROAEXAMPLEEXAMPLE12',
    ],
    [
      'for somebody whose name begins like a unique id',
      { Principal: { AWS: 'AROAEXAMPLEEXAMPLE12:session' } },
      'it also names AROAEXAMPLEEXAMPLE12:session',
    ],
    [
      'for several others',
      { Principal: { AWS: '999999999999', Federated: 'cognito' } },
      'it also names 999999999999, cognito. ',
    ],
    [
      'for Personalize as an identity provider',
      { Principal: { Federated: 'personalize.amazonaws.com' } },
      'it also names personalize.amazonaws.com',
    ],
    [
      'with NotPrincipal',
      { Principal: undefined, NotPrincipal: { AWS: '999999999999' } },
      'it uses NotPrincipal, NotAction or NotResource',
    ],
    [
      'with NotAction',
      { Action: undefined, NotAction: 's3:Put*' },
      'it uses NotPrincipal, NotAction or NotResource',
    ],
  ])('is a conflict under our Sid when it is %s', (_name, change, flaw) => {
    const edit = () =>
      editBucket(documentOf({ ...OWN, ...change }), OUR_ROLE, [ACCESS]);

    expect(edit).toThrow(ConflictError);
    expect(edit).toThrow(
      `Statement "${OWN.Sid}" in the policy of bucket reco-data has the Sid of this set-up's own statement, but ${flaw}`,
    );
  });

  it('is a conflict with a second message that quotes no principal', () => {
    const edit = () =>
      editBucket(
        documentOf({ ...OWN, Principal: { AWS: '999999999999' } }),
        OUR_ROLE,
        [ACCESS],
      );
    const messageNaming = (whom: string) =>
      `Statement "${OWN.Sid}" in the policy of bucket reco-data has the Sid of this set-up's own statement, but it also names ${whom}. ` +
      'Somebody edited it, so it stays as it is. Move what they added to a statement with its own Sid, then run again.';

    expect(edit).toThrow(
      expect.objectContaining({
        message: messageNaming('999999999999'),
        unquoted: messageNaming('others'),
      }),
    );
  });

  it('is a conflict when it is taken away too', () => {
    expect(() =>
      editBucket(documentOf({ ...OWN, Effect: 'Deny' }), OUR_ROLE, []),
    ).toThrow(ConflictError);
  });

  it('names no principal in a policy of the role', () => {
    const rules = {
      documentName: 'the inline policy',
      roleArn: roleArn(OUR_ROLE),
      certify: certifyBucketStatement(OUR_ROLE),
      wantedSids: new Set<string>(),
      principals: 'none' as const,
    };
    const onRole = { ...OWN, Principal: undefined };

    expect(ownedStatements(documentOf(onRole), rules)(onRole, 0)).toBe(true);
    expect(() => ownedStatements(documentOf(OWN), rules)).toThrow(
      'it names a principal',
    );
  });
});

describe('a former unique id of the role', () => {
  const STALE = 'AROAEXAMPLEEXAMPLE12';
  const [onKeyForRole, onKeyForService] = keyStatements(
    OUR_ROLE,
    KEY_ARN,
    ['import'],
    'if-present',
  );

  it('is replaced by the role in an owned statement', () => {
    const found = documentOf(
      { ...onKeyForRole, Principal: { AWS: STALE } },
      onKeyForService,
    );

    expect(editKey(found, OUR_ROLE, ['import'])).toStrictEqual({
      document: documentOf(onKeyForRole, onKeyForService),
      changes: [{ sid: onKeyForRole.Sid, operation: 'update' }],
    });
  });

  it('is not needed: a statement for the role itself is owned, too', () => {
    const found = documentOf(onKeyForRole, onKeyForService);

    expect(editKey(found, OUR_ROLE, ['import'])).toStrictEqual({
      document: found,
      changes: [],
    });
  });

  it('is found in foreign statements, with the name of the statement', () => {
    const found = documentOf(
      { ...onKeyForRole, Principal: { AWS: STALE } },
      {
        Sid: 'Readers',
        Effect: 'Allow',
        Principal: { AWS: [STALE, '999999999999', 'AIDAEXAMPLEEXAMPLE12'] },
        Action: 'kms:*',
        Resource: '*',
      },
      {
        Effect: 'Deny',
        NotPrincipal: { AWS: STALE },
        Action: 'kms:*',
        Resource: '*',
      },
      {
        Sid: 'Service',
        Effect: 'Allow',
        Principal: { Service: 's3.amazonaws.com' },
        Action: 'kms:*',
        Resource: '*',
      },
      {
        Sid: 'NoUniqueIds',
        Effect: 'Allow',
        Principal: {
          AWS: [`arn:aws:iam::999999999999:role/${STALE}`, `${STALE}:x`],
        },
        Action: 'kms:*',
        Resource: '*',
      },
      {
        Sid: 'All',
        Effect: 'Allow',
        Principal: '*',
        Action: 'kms:*',
        Resource: '*',
        Condition: { StringLike: { 'aws:userid': 'AROAEXAMPLEEXAMPLE12:*' } },
      },
    );

    expect(
      staleForeignStatements(found, ({ Sid }) => Sid === onKeyForRole.Sid),
    ).toStrictEqual([
      { name: '"Readers"', principals: [STALE, 'AIDAEXAMPLEEXAMPLE12'] },
      { name: 'number 3 (no Sid)', principals: [STALE] },
    ]);
    expect(statementsOf(undefined)).toStrictEqual([]);
  });
});

it.each(HOSTILE_TEXTS)(
  'a conflict shows %s of a stranger’s name only',
  (_what, stranger) => {
    const edit = () =>
      editBucket(
        documentOf({ ...OWN, Principal: { AWS: [stranger] } }),
        OUR_ROLE,
        [ACCESS],
      );

    expect(edit).toThrow(`it also names ${printable(stranger)}. `);
    expect(edit).not.toThrow(ACTS);
  },
);

it.each(HOSTILE_TEXTS)(
  'a foreign statement is foreign by its Sid as it is: %s',
  (_what, text) => {
    const theirs = { ...OWN, Sid: `${OWN.Sid}${text}` };

    expect(ownIn(theirs, OWN)).toStrictEqual([false, true]);
    expect(
      editBucket(documentOf(theirs), OUR_ROLE, [ACCESS]).document?.Statement,
    ).toStrictEqual([theirs, OWN]);
  },
);
