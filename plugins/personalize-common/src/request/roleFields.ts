import { partitionOf } from '../aws/arn';
import { accountIdRule, roleNameRule } from '../aws/names';
import { DEFAULT_ROLE_PATH, rolePathRule, RoleTarget } from '../service/role';
import {
  PERSONALIZE_REGIONS,
  PersonalizeRegion,
  regionFlaw,
} from '../service/service';
import { RequestContext } from './context';
import { RequestDefaults } from './defaults';
import { oneOf, text, withDefault } from './fields';

/** The fields that every action has: which role, and where. */
export function roleFields(context: RequestContext, defaults: RequestDefaults) {
  return {
    accountId: text(accountIdRule),
    region: oneOf(PERSONALIZE_REGIONS, regionFlaw),
    roleName: text(roleNameRule),
    rolePath: withDefault(
      text(rolePathRule(context)),
      defaults.rolePath ?? DEFAULT_ROLE_PATH,
    ),
  };
}

/** The role that the fields name. */
export function toRole(fields: {
  accountId: string;
  region: PersonalizeRegion;
  roleName: string;
  rolePath: string;
}): RoleTarget {
  return {
    partition: partitionOf(fields.region),
    accountId: fields.accountId,
    region: fields.region,
    roleName: fields.roleName,
    rolePath: fields.rolePath,
  };
}
