import {
  GrantKmsRequest,
  grantsIn,
  KeyAccess,
  SourceConditions,
} from '@personalize-portal/backstage-plugin-personalize-common';
import { PartContext, serviceRoleBoundary, SetupAccess } from '../shared/part';
import { GrantsWanted } from '../shared/grants';
import { documentsHeld } from '../shared/record';

/** All keys that Personalize may use through the role. Each request lists them all. */
export interface KmsWanted extends GrantsWanted {
  keys: KeyAccess[];
  sourceConditions: SourceConditions;
  /**
   * ARNs of the keys that the record names as granted, besides those in the role's
   * own policy. Keys that aren't requested lose the grant, even if nothing in AWS
   * shows it.
   */
  recordedKeyArns?: string[];
  /** The name of the key list in the request, for messages. */
  field: string;
}

/** A request for keys, alone or as part of a whole set-up. */
export type KmsRequest = GrantKmsRequest &
  Partial<Pick<SetupAccess, 'settings' | 'keySourceConditions'>>;

/** The requested keys. */
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
