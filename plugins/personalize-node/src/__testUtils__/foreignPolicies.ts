import {
  OneOrMany,
  PolicyDocument,
  PolicyStatement,
} from '@personalize-portal/backstage-plugin-personalize-common';
import fc from 'fast-check';

/** A scalar, or a list; AWS takes both. */
function oneOrMany<T>(value: fc.Arbitrary<T>): fc.Arbitrary<OneOrMany<T>> {
  return fc.oneof(value, fc.array(value, { minLength: 1, maxLength: 3 }));
}

/** One statement of such a policy. */
export const foreignStatements: fc.Arbitrary<PolicyStatement> = fc.record(
  {
    Sid: fc.constantFrom(
      'Allow use of the key',
      'PersonalizeS3BucketAccessPolicy',
      'PersonalizeS3aaaaaaaaaaaa',
      'PersonalizeKmsRolebbbbbbbbbbbb',
      '',
    ),
    Effect: fc.constantFrom<'Allow' | 'Deny'>('Allow', 'Deny'),
    Principal: fc.oneof(
      fc.constant<'*'>('*'),
      fc.record({
        AWS: oneOrMany(
          fc.constantFrom('999999999999', 'arn:aws:iam::999999999999:root'),
        ),
      }),
      fc.record({
        Service: oneOrMany(fc.constant('personalize.amazonaws.com')),
      }),
    ),
    Action: oneOrMany(
      fc.constantFrom('s3:GetObject', 'S3:getobject', 'kms:Decrypt', '*'),
    ),
    Resource: oneOrMany(
      fc.constantFrom('arn:aws:s3:::reco-data/*', 'arn:aws:s3:::reco-data'),
    ),
    Condition: fc.record({
      Bool: fc.record({
        'aws:SecureTransport': oneOrMany(
          fc.constantFrom<string | boolean>('false', true),
        ),
      }),
    }),
  },
  { requiredKeys: ['Effect', 'Principal', 'Action', 'Resource'] },
);

/** Policies as they are met on buckets and keys, and uglier. */
export const foreignPolicies: fc.Arbitrary<PolicyDocument> = fc.record(
  {
    Version: fc.constantFrom('2012-10-17', '2008-10-17'),
    Id: fc.constantFrom('Policy1616', 'Ünïcode'),
    Statement: fc.oneof(
      foreignStatements,
      fc.array(foreignStatements, { minLength: 1, maxLength: 5 }),
    ),
  },
  { requiredKeys: ['Statement'] },
);
