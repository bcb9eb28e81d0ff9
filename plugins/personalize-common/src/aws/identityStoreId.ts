import { patternRule } from './textRule';

/**
 * The id of a group or user in the identity store of Identity Center.
 * Source: Identity Store API Reference, GroupId and UserId.
 */
export const identityStoreIdRule = patternRule(
  'the id of a group or user of Identity Center is a UUID, in some identity stores with 10 hexadecimal digits and a hyphen before it; its name is none',
  /^(?:[0-9a-f]{10}-)?[A-Fa-f0-9]{8}(?:-[A-Fa-f0-9]{4}){3}-[A-Fa-f0-9]{12}$/,
);
