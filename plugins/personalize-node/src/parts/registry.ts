import { JsonObject } from '@backstage/types';
import { Change } from '@personalize-portal/backstage-plugin-personalize-common';
import { AwsSession } from '../aws/awsSession';
import { kmsPart } from './kms/part';
import { registerPart, RegisteredPart } from './shared/part';
import { rolePart } from './role/part';
import { s3Part } from './s3/part';
import { trustPart } from './trust/part';
import { usersPart } from './users/part';

/*
 * A run goes down this list: the role first, for what is wrong with it is the reason
 * to tell. A revoke goes up, line by line: people lose their access first, then
 * Personalize does, on keys and buckets before on the role, whose policies are the
 * record of that; the role goes last. A run that breaks off anywhere is finished by
 * the next.
 */
const ORDER = [
  [registerPart(rolePart)],
  [registerPart(trustPart)],
  // Keys first, both ways: the plan of buckets rests on that of keys.
  [registerPart(kmsPart), registerPart(s3Part)],
  [registerPart(usersPart)],
];

/** All parts, in the order in which a run makes them. */
export const PARTS = ORDER.flat();

/** All parts, in the order in which a revoke takes them back. */
export const PARTS_IN_REVOKE = [...ORDER].reverse().flat();

/** Names of the role's inline policies that the product writes. */
export const INLINE_POLICIES = PARTS.flatMap(
  ({ inlinePolicy }) => inlinePolicy ?? [],
);

/** The part that made or planned a change. */
export function partOf({ part: name }: Pick<Change, 'part'>): RegisteredPart {
  const found = PARTS.find(part => part.name === name);
  if (!found) {
    throw new Error(`No part ${name}`);
  }
  return found;
}

/** What AWS holds of what a change is of; see `Part.heldNow`. */
export function heldNow(
  session: AwsSession,
  change: Pick<Change, 'part' | 'resource'>,
): Promise<JsonObject | undefined> {
  return partOf(change).heldNow(session, change.resource);
}
