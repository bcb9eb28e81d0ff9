import { parseArn } from '@personalize-portal/backstage-plugin-personalize-common';
import { AwsSession } from '../../aws/awsSession';
import { RevokeSubject } from '../../engine/plan';
import { InlinePolicyState } from '../shared/inlinePolicy';
import { resourcesOf } from '../shared/record';
import {
  keysOnRecord,
  isOfRegion,
  otherRegionWarning,
  readDroppedKey,
  sidsOn,
} from './read';

/** The keys that the set-up was granted: by the ledger, and by the role's own policy. */
export async function findAddedKeys(
  session: AwsSession,
  subject: RevokeSubject,
  inline: InlinePolicyState,
) {
  const { role } = subject;
  const recordedKeyArns = resourcesOf(subject, 'kms').filter(
    resource => parseArn(resource)?.service === 'kms',
  );
  const granted = keysOnRecord({ role, recordedKeyArns }, inline);
  return {
    here: granted
      .filter(keyArn => isOfRegion(keyArn, role))
      .map(keyArn => ({
        resource: keyArn,
        name: `key ${keyArn}`,
        statements: `its statements ${sidsOn(role, keyArn).join(' and ')}`,
        read: () => readDroppedKey(session, keyArn),
      })),
    outOfReach: granted
      .filter(keyArn => !isOfRegion(keyArn, role))
      .map(keyArn => {
        const { resource, message } = otherRegionWarning(role, keyArn);
        return { resource, reason: message, stops: false };
      }),
  };
}
