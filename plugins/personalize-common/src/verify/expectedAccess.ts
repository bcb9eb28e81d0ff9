import { RoleSettings, SetupRequest } from '../setup/access';

/** What a set-up is expected to hold: of a request, the part that decides access. */
export interface ExpectedAccess
  extends Pick<
    SetupRequest,
    'role' | 'trust' | 'keys' | 'buckets' | 'users' | 'sourceConditions'
  > {
  /** Those of the keys, where keys and buckets were asked for with different ones. */
  keySourceConditions?: SetupRequest['sourceConditions'];
  /**
   * Entity ref of the group whose resources alone people reach; absent where they
   * reach all of the account and Region.
   */
  team?: string;
  settings: Pick<
    RoleSettings,
    'servicePolicy' | 'cloudWatchMetrics' | 'permissionsBoundary'
  > &
    Partial<Pick<RoleSettings, 'tags'>>;
}
