import fc from 'fast-check';
import { bucketSid } from '../../documents/bucketPolicy';
import { ownedSid } from '../../service/sids';
import { KMS_WORKFLOWS, S3_WORKFLOWS } from '../../service/workflows';
import { BucketAccess } from '../../setup/access';
import {
  OneOrMany,
  PolicyDocument,
  PolicyStatement,
  PrincipalMap,
} from '../document';
import { KEY_ARN, THIRD_ROLE } from './setups';

/** A scalar, or a list; AWS takes both. */
function oneOrMany<T>(value: fc.Arbitrary<T>): fc.Arbitrary<OneOrMany<T>> {
  return fc.oneof(value, fc.array(value, { minLength: 1, maxLength: 3 }));
}

/** Sids of others: few, so that they repeat; some of the form of an owned one. */
const sids = fc.constantFrom(
  'DenyInsecureTransport',
  'PersonalizeS3BucketAccessPolicy',
  'Allow use of the key',
  'PersonalizeS3aaaaaaaaaaaa',
  bucketSid(THIRD_ROLE, 'reco-data', ''),
  bucketSid(THIRD_ROLE, 'reco-data', 'in/'),
  ownedSid('KmsRole', THIRD_ROLE, KEY_ARN),
  '',
);

const actions = fc.constantFrom(
  's3:GetObject',
  'S3:getobject',
  's3:*',
  'kms:Decrypt',
  '*',
);

const resources = fc.constantFrom(
  'arn:aws:s3:::reco-data',
  'arn:aws:s3:::reco-data/*',
  'arn:aws:s3:::reco-data/in/*',
  'arn:aws-cn:s3:::reco-data/*',
  '*',
);

const principals: fc.Arbitrary<'*' | PrincipalMap> = fc.oneof(
  fc.constant<'*'>('*'),
  fc.record({ AWS: fc.constantFrom('*', '999999999999') }),
  fc.record({
    AWS: oneOrMany(
      fc.constantFrom(
        'arn:aws:iam::999999999999:root',
        'arn:aws-cn:iam::999999999999:role/reader',
        'AROAEXAMPLEEXAMPLE12',
        'AIDAEXAMPLEEXAMPLE12',
      ),
    ),
  }),
  fc.record({ Service: oneOrMany(fc.constant('personalize.amazonaws.com')) }),
  fc.record({ Federated: fc.constant('accounts.google.com') }),
  fc.record({
    CanonicalUser: fc.constant('79a59df900b949e55d96a1e698fbacedfd6e09d9'),
    AWS: fc.constant('999999999999'),
  }),
);

const conditions = fc.dictionary(
  fc.constantFrom('StringEquals', 'StringNotEqualsIfExists', 'bool', 'Null'),
  fc.dictionary(
    fc.constantFrom(
      'aws:SourceVpce',
      'AWS:SecureTransport',
      'aws:PrincipalTag/x',
    ),
    oneOrMany(
      fc.constantFrom<string | boolean | number>('vpce-1', 'false', true, 7),
    ),
    { minKeys: 1, maxKeys: 2 },
  ),
  { maxKeys: 2 },
);

const foreignStatement: fc.Arbitrary<PolicyStatement> = fc
  .record({
    sid: fc.option(sids, { nil: undefined }),
    Effect: fc.constantFrom<'Allow' | 'Deny'>('Allow', 'Deny'),
    who: fc.record({
      negated: fc.boolean(),
      principal: fc.option(principals, { nil: undefined }),
    }),
    what: fc.record({ negated: fc.boolean(), actions: oneOrMany(actions) }),
    where: fc.record({
      negated: fc.boolean(),
      resources: oneOrMany(resources),
    }),
    Condition: fc.option(conditions, { nil: undefined }),
  })
  .map(({ sid, Effect, who, what, where, Condition }) => ({
    ...(sid === undefined ? {} : { Sid: sid }),
    Effect,
    ...(who.principal === undefined
      ? {}
      : { [who.negated ? 'NotPrincipal' : 'Principal']: who.principal }),
    [what.negated ? 'NotAction' : 'Action']: what.actions,
    [where.negated ? 'NotResource' : 'Resource']: where.resources,
    ...(Condition === undefined ? {} : { Condition }),
  }));

/** Documents as they are met in accounts, and uglier; no statement of our role in them. */
export const foreignDocuments: fc.Arbitrary<PolicyDocument | undefined> =
  fc.option(
    fc
      .record({
        Version: fc.constantFrom('2012-10-17', '2008-10-17', undefined),
        Id: fc.constantFrom(undefined, 'Policy1616', 'Ünïcode'),
        Statement: fc.oneof(
          foreignStatement,
          fc.array(foreignStatement, { maxLength: 6 }),
        ),
      })
      .map(({ Version, Id, Statement }) => ({
        ...(Version === undefined ? {} : { Version }),
        ...(Id === undefined ? {} : { Id }),
        Statement,
      })),
    { nil: undefined, freq: 8 },
  );

const accesses: fc.Arbitrary<BucketAccess> = fc.record({
  bucket: fc.constant('reco-data'),
  prefix: fc.constantFrom('', 'in/', 'out/', 'ä ö/'),
  workflows: fc.subarray([...S3_WORKFLOWS], { minLength: 1 }),
});

/** What a set-up asks for on one bucket: each prefix once. */
export const bucketRequests = fc.uniqueArray(accesses, {
  minLength: 1,
  maxLength: 4,
  selector: ({ prefix }) => prefix,
});

/** What a set-up asks for on one key. */
export const keyRequests = fc.subarray([...KMS_WORKFLOWS], { minLength: 1 });
