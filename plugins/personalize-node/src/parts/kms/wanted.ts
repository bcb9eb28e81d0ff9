import {
  GrantKmsRequest,
  grantsIn,
  KeyAccess,
  SourceConditions,
} from '@personalize-portal/backstage-plugin-personalize-common';
import { PartContext, serviceRoleBoundary, SetupAccess } from '../shared/part';
import { GrantsWanted } from '../shared/grants';
import { documentsHeld } from '../shared/record';

/** The keys that Personalize shall use through the role; all of them, each time. */
export interface KmsWanted extends GrantsWanted {
  keys: KeyAccess[];
  sourceConditions: SourceConditions;
  /**
   * ARNs of the keys that are on record to have been granted, beside those that
   * the role's own policy tells of; those that aren't asked for lose the
   * grant, also where nothing in AWS tells of it.
   */
  recordedKeyArns?: string[];
  /** What the list of keys is called in the request, for messages. */
  field: string;
}

/** The keys that are asked for, alone or with a whole set-up. */
export type KmsRequest = GrantKmsRequest &
  Partial<Pick<SetupAccess, 'settings' | 'keySourceConditions'>>;

/** The keys that are wanted. */
export function wantedKeys(
  request: KmsRequest,
  context: PartContext,
): KmsWanted {
  const { role, keys, settings } = request;
  return {
    role,
    keys,
    sourceConditions: request.keySourceConditions ?? request.sourceConditions,
    permissionsBoundary: serviceRoleBoundary(request, context),
    recordedKeyArns: grantsIn(role, documentsHeld(context.record)).keys,
    field: settings ? 'kms' : 'keys',
  };
}
