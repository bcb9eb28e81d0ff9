import { PolicyStatement } from './document';
import { statementFingerprint } from './fingerprint';

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
