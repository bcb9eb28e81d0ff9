import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { OTHER_ROLE, OUR_ROLE } from '../policy/__testUtils__/setups';
import { ownedSid } from './sids';

const BUCKET = 'arn:aws:s3:::reco-data';

/** RFC 4648, written out, so that a change of the library shows. */
function base32(bytes: Buffer): string {
  const bits = [...bytes]
    .map(byte => byte.toString(2).padStart(8, '0'))
    .join('');
  return (bits.match(/.{5}/g) ?? [])
    .map(five => 'abcdefghijklmnopqrstuvwxyz234567'[Number.parseInt(five, 2)])
    .join('');
}

describe('the Sid of an owned statement', () => {
  it('is the hash of all that the statement is for', () => {
    const subject = `aws|012345678901|personalize-shop|s3|${BUCKET}|in/`;
    const hash = base32(createHash('sha256').update(subject).digest());

    expect(ownedSid('S3', OUR_ROLE, BUCKET, 'in/')).toBe(
      `PersonalizeS3${hash.slice(0, 12)}`,
    );
  });

  it('never changes between releases, for it stands in policies', () => {
    expect(ownedSid('S3', OUR_ROLE, BUCKET, 'in/')).toMatchInlineSnapshot(
      `"PersonalizeS36ay4vae4lmsm"`,
    );
    expect(ownedSid('KmsRole', OUR_ROLE, 'key')).toMatchInlineSnapshot(
      `"PersonalizeKmsRolej6ou4ebrfptc"`,
    );
    expect(ownedSid('KmsService', OUR_ROLE, 'key')).toMatchInlineSnapshot(
      `"PersonalizeKmsServicej6ou4ebrfptc"`,
    );
    expect(ownedSid('Trust', OUR_ROLE, 'role')).toMatchInlineSnapshot(
      `"PersonalizeTrustpt2e4jta4zvo"`,
    );
  });

  it('takes the role name without regard to case, as IAM does', () => {
    expect(
      ownedSid('S3', { ...OUR_ROLE, roleName: 'PERSONALIZE-Shop' }, BUCKET),
    ).toBe(ownedSid('S3', OUR_ROLE, BUCKET));
  });

  it('is another one for another role, account, partition, resource, prefix or kind', () => {
    const all = [
      ownedSid('S3', OUR_ROLE, BUCKET),
      ownedSid('S3', OTHER_ROLE, BUCKET),
      ownedSid('S3', { ...OUR_ROLE, accountId: '123456789012' }, BUCKET),
      ownedSid('S3', { ...OUR_ROLE, partition: 'aws-cn' }, BUCKET),
      ownedSid('S3', OUR_ROLE, `${BUCKET}2`),
      ownedSid('S3', OUR_ROLE, BUCKET, 'in/'),
      ownedSid('S3', OUR_ROLE, BUCKET, 'In/'),
      ownedSid('KmsRole', OUR_ROLE, BUCKET),
      ownedSid('KmsService', OUR_ROLE, BUCKET),
      ownedSid('Trust', OUR_ROLE, BUCKET),
    ];

    expect(new Set(all).size).toBe(all.length);
  });

  it('is letters and digits only, which IAM asks for', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (resource, prefix) => {
        const sid = ownedSid('S3', OUR_ROLE, resource, prefix);

        expect(sid).toMatch(/^PersonalizeS3[a-z2-7]{12}$/);
      }),
    );
  });
});
