import { patternRule } from './textRule';

/**
 * An AWS account id: 12 digits, as text.
 * Source: IAM API Reference, `accountIdType`.
 */
export const accountIdRule = patternRule(
  'an AWS account id is text of 12 digits (in quotes: leading zeros count)',
  /^[0-9]{12}$/,
);
