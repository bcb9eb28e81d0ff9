import {
  RoleSettings,
  RoleTarget,
} from '@personalize-portal/backstage-plugin-personalize-common';

/** The requested role. */
export interface RoleWanted {
  role: RoleTarget;
  settings: RoleSettings;
}
