/**
 * Condition keys that may have several values, and so need ForAllValues or
 * ForAnyValue even where they have one. In lower case.
 * Source: IAM User Guide, "AWS global condition context keys"; the condition keys
 * of Amazon S3, AWS KMS and AWS STS in the Service Authorization Reference.
 */
const MULTIVALUED_KEYS: ReadonlySet<string> = new Set([
  'aws:calledvia',
  'aws:principalorgpaths',
  'aws:principalservicenameslist',
  'aws:resourceorgpaths',
  'aws:sourceorgpaths',
  'aws:tagkeys',
  'kms:encryptioncontextkeys',
  'kms:grantoperations',
  'kms:resourcealiases',
  's3:requestobjecttagkeys',
  'sts:transitivetagkeys',
]);

/** Tells whether a condition key may have several values. Keys compare without case. */
export function isMultivalued(key: string): boolean {
  return MULTIVALUED_KEYS.has(key.toLowerCase());
}
