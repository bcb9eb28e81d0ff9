import {
  ExpectedAccess,
  HeldAccess,
} from '@personalize-portal/backstage-plugin-personalize-common';
import { AwsSession } from '../aws/awsSession';
import { readHeldPeople } from './heldPeople';
import { readHeldBuckets, readHeldKeys } from './heldResources';
import { readServiceRole } from './heldRole';
import { readOtherHolders } from './otherHolders';

/**
 * Reads everything that determines what a set-up can do, as AWS holds it now, without
 * answers from earlier in the session. What is missing, can't be used or is unknown
 * becomes an obstacle in the answer; the check judges it.
 *
 * @throws the signal's reason when cancelled
 */
export async function readHeldAccess(
  session: AwsSession,
  { role: target, buckets, keys, users }: ExpectedAccess,
): Promise<HeldAccess> {
  const now = session.afresh();
  const [role, heldBuckets, heldKeys, people, others] = await Promise.all([
    readServiceRole(now, target),
    readHeldBuckets(now, target, buckets),
    readHeldKeys(now, target, keys),
    readHeldPeople(now, target, users),
    readOtherHolders(now, target, users),
  ]);
  const defaultKeys = heldBuckets
    .flatMap(({ encryptionKeyArn }) => encryptionKeyArn ?? [])
    .filter(
      (arn, index, all) =>
        all.indexOf(arn) === index &&
        !heldKeys.some(({ keyArn }) => keyArn === arn),
    );
  return {
    ...role,
    buckets: heldBuckets,
    keys: [
      ...heldKeys,
      // They encrypt objects, so they matter too.
      ...(await readHeldKeys(
        now,
        target,
        defaultKeys.map(keyId => ({ keyId })),
      )),
    ],
    people,
    ...(others.obstacle
      ? { othersObstacle: others.obstacle }
      : { others: others.value }),
  };
}
