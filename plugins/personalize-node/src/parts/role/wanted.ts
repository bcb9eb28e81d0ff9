import {
  RoleSettings,
  RoleTarget,
} from '@personalize-portal/backstage-plugin-personalize-common';

/** The role as asked for. */
export interface RoleWanted {
  role: RoleTarget;
  settings: RoleSettings;
}
