import { PolicyStatement } from '../policy/document';
import { cureOf } from './denies';
import { RequestPrincipal } from './request';

const ROLE_ARN = 'arn:aws:iam::012345678901:role/personalize/personalize-shop';
const role: RequestPrincipal = { kind: 'role', arn: ROLE_ARN };
const user: RequestPrincipal = {
  kind: 'user',
  arn: 'arn:aws:iam::012345678901:user/jane',
};
const service: RequestPrincipal = {
  kind: 'service',
  service: 'personalize.amazonaws.com',
};
const federated: RequestPrincipal = {
  kind: 'federated',
  provider: 'accounts.google.com',
};

const DENY: PolicyStatement = {
  Effect: 'Deny',
  Principal: '*',
  Action: 's3:*',
  Resource: '*',
};
const ALL_BUT: PolicyStatement = {
  Effect: 'Deny',
  NotPrincipal: { AWS: '012345678901' },
  Action: 's3:*',
  Resource: '*',
};

/** The cure of a Deny with conditions on these keys. */
function cure(
  principal: RequestPrincipal,
  keys: string[],
  statement: PolicyStatement = DENY,
) {
  return cureOf(
    statement,
    keys.map(key => ({ operator: 'StringNotEquals', key, answer: 'yes' })),
    principal,
  );
}

describe('cureOf', () => {
  it.each([
    'aws:SourceIp',
    'aws:SourceVpc',
    'aws:SourceVpce',
    'aws:VpcSourceIp',
    'aws:PrincipalAccount',
    'aws:PrincipalArn',
    'aws:PrincipalOrgID',
    'aws:PrincipalOrgPaths',
  ])('exempts Personalize from a perimeter by %s', key => {
    expect(cure(service, ['aws:SecureTransport', key])).toBe(
      'Exempt Personalize: add to the statement the condition {"BoolIfExists":{"aws:PrincipalIsAWSService":"false"}}.',
    );
    expect(cure(role, [key])).toBe(
      `Exempt Personalize: add to the statement the condition {"ArnNotEqualsIfExists":{"aws:PrincipalArn":"${ROLE_ARN}"}}.`,
    );
    expect(cure(user, [key])).toContain(user.kind === 'user' ? user.arn : '');
  });

  it.each([
    's3:x-amz-server-side-encryption',
    's3:x-amz-server-side-encryption-aws-kms-key-id',
  ])('asks for a key where the header %s is missing', key => {
    for (const statement of [DENY, ALL_BUT]) {
      expect(cure(role, ['aws:SourceVpce', key], statement)).toBe(
        'Give the Personalize job a kmsKeyArn, so that its writes carry the encryption header.',
      );
    }
  });

  it('replaces NotPrincipal', () => {
    expect(cure(service, [], ALL_BUT)).toBe(
      'NotPrincipal denies every service, and every role with a permissions boundary. Replace it with Principal "*" and conditions. Add to the statement the condition {"BoolIfExists":{"aws:PrincipalIsAWSService":"false"}}.',
    );
  });

  it('has none for other keys, nor for whom an identity provider vouches', () => {
    expect(cure(service, [])).toBeUndefined();
    expect(cure(role, ['aws:SecureTransport'])).toBeUndefined();
    expect(cure(federated, ['aws:SourceVpce'])).toBeUndefined();
    expect(cure(federated, [], ALL_BUT)).toBeUndefined();
  });
});
