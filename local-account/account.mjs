// @ts-check

/** The account that is seeded: moto's own default. */
export const accountId = '123456789012';

/** A partner's account: it owns a bucket and reads one of ours. */
export const partnerAccountId = '210987654321';

/** @param {string} name */
export const bucketArn = name => `arn:aws:s3:::${name}`;

/** @param {string} pathAndName - such as `service-role/glue-reco-etl` */
export const roleArn = pathAndName =>
  `arn:aws:iam::${accountId}:role/${pathAndName}`;
