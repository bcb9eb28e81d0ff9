import { Partition, roleArn, RoleIdentity } from '../aws/arn';
import { firstOutside, TextRule } from '../aws/textRule';
import { ServiceRegion } from './service';

/** The role of a request, and where it is. Common to all actions. */
export interface RoleTarget extends RoleIdentity {
  region: ServiceRegion;
}

/** The path of roles if neither the person nor the configuration gives one. */
export const DEFAULT_ROLE_PATH = '/personalize/';

/** Characters of a path in IAM. */
const MAX_CHARACTERS = 512;

/** Characters of a role ARN that Personalize accepts. */
const MAX_ROLE_ARN_CHARACTERS = 256;

/** Any account id: all have the same length. */
const ANY_ACCOUNT = '123456789012';

/** IAM reserves these for roles of AWS. */
const RESERVED_PATHS = ['/aws-service-role/', '/aws-reserved/'];

const fits =
  'a role path starts and ends with / and has A-Z a-z 0-9 _ + = , . @ - between single slashes, for example /personalize/';

/**
 * The path of a role that is passed to Personalize.
 *
 * IAM allows all of U+0021-U+007E in a path and 512 characters. Personalize accepts
 * less: each `roleArn` of its API must match `arn:...:role/?[a-zA-Z_0-9+=,.@\-_/]+`
 * within 256 characters. A role under another path could be created but never used.
 * The rule also excludes wildcards, which would make the role's ARN in a policy
 * match other roles.
 * Sources: IAM API Reference, CreateRole, Path; Amazon Personalize API Reference,
 * roleArn.
 *
 * @param role - the rest of the role's ARN, if known: it counts towards the same
 * limit
 */
export function rolePathRule(role: {
  partition?: Partition;
  roleName?: string;
}): TextRule {
  return {
    fits,
    broken(text) {
      const outside = firstOutside(text, /^[\w+=,.@/-]$/);
      if (outside) {
        return `${fits}; ${outside} isn't allowed in a role ARN that Personalize accepts`;
      }
      if (!text.startsWith('/') || !text.endsWith('/')) {
        return fits;
      }
      if (text.includes('//')) {
        return `${fits}; // isn't allowed`;
      }
      if (text.length > MAX_CHARACTERS) {
        return `a role path has at most ${MAX_CHARACTERS} characters`;
      }
      if (RESERVED_PATHS.some(reserved => text.startsWith(reserved))) {
        return `the paths ${RESERVED_PATHS.join(
          ' and ',
        )} are reserved for roles of AWS`;
      }
      const arn = roleArn({
        partition: role.partition ?? 'aws',
        accountId: ANY_ACCOUNT,
        roleName: role.roleName ?? '',
        rolePath: text,
      });
      return arn.length > MAX_ROLE_ARN_CHARACTERS
        ? `Personalize accepts role ARNs of at most ${MAX_ROLE_ARN_CHARACTERS} characters, and this path and name make one of ${arn.length}`
        : undefined;
    },
  };
}
