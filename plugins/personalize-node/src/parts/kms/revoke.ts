import { parseArn } from '@personalize-portal/backstage-plugin-personalize-common';
import { AwsSession } from '../../aws/awsSession';
import { RevokeSubject } from '../../engine/plan';
import { InlinePolicyState } from '../shared/inlinePolicy';
import { resourcesOf } from '../shared/record';
import { keysOnRecord, readDroppedKey, sidsOn } from './read';

/** The keys granted to the set-up, from the ledger and the role's own policy. */
export async function findAddedKeys(
  session: AwsSession,
  subject: RevokeSubject,
  inline: InlinePolicyState,
) {
  const { role } = subject;
  const recordedKeyArns = resourcesOf(subject, 'kms').filter(
    resource => parseArn(resource)?.service === 'kms',
  );
  const { here, outOfReach } = keysOnRecord({ role, recordedKeyArns }, inline);
  return {
    here: here.map(keyArn => ({
      resource: keyArn,
      name: `key ${keyArn}`,
      statements: `its statements ${sidsOn(role, keyArn).join(' and ')}`,
      read: () => readDroppedKey(session, keyArn),
    })),
    outOfReach: outOfReach.map(({ resource, message }) => ({
      resource,
      reason: message,
      stops: false,
    })),
  };
}
