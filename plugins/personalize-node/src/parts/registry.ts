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
 * A run goes down this list. The role comes first because its faults are reported
 * first. A revoke goes up the list: people lose access first. Then Personalize loses
 * keys and buckets before the role, because the role's policies record those grants.
 * The role goes last. If a run stops anywhere, the next one finishes it.
 */
const ORDER = [
  [registerPart(rolePart)],
  [registerPart(trustPart)],
  // Keys first, in both directions: the bucket plan depends on the key plan.
  [registerPart(kmsPart), registerPart(s3Part)],
  [registerPart(usersPart)],
];

/** All parts, in the order of a run. */
export const PARTS = ORDER.flat();

/** All parts, in the order of a revoke. */
export const PARTS_IN_REVOKE = [...ORDER].reverse().flat();

/** Names of the inline policies that the product writes on the role. */
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

/** What AWS holds of a change's resource; see `Part.heldNow`. */
export function heldNow(
  session: AwsSession,
  change: Pick<Change, 'part' | 'resource'>,
): Promise<JsonObject | undefined> {
  return partOf(change).heldNow(session, change.resource);
}
