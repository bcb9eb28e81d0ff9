import { Partition, roleArn, RoleIdentity } from '../aws/arn';
import { firstOutside, TextRule } from '../aws/textRule';
import { ServiceRegion } from './service';

/** The role that a request is about, and where. Common to all actions. */
export interface RoleTarget extends RoleIdentity {
  region: ServiceRegion;
}

/** The path of roles where neither the person nor the configuration says another. */
export const DEFAULT_ROLE_PATH = '/personalize/';

/** Of a path in IAM, in characters. */
const MAX_CHARACTERS = 512;

/** Of a role ARN that Personalize takes, in characters. */
const MAX_ROLE_ARN_CHARACTERS = 256;

/** All account ids are of one length. */
const ANY_ACCOUNT = '123456789012';

/** IAM keeps these for roles that belong to AWS. */
const RESERVED_PATHS = ['/aws-service-role/', '/aws-reserved/'];

const fits =
  'a role path starts and ends with / and has A-Z a-z 0-9 _ + = , . @ - between single slashes, for example /personalize/';

/**
 * The path of a role that is handed to Personalize.
 *
 * IAM allows all of U+0021-U+007E in a path and 512 characters. Personalize
 * takes less: each `roleArn` of its API has to match
 * `arn:...:role/?[a-zA-Z_0-9+=,.@\-_/]+` within 256 characters, so a role under
 * another path could be created but never used. This keeps wildcards out, too,
 * which would make the role's ARN in a policy stand for other roles.
 * Sources: IAM API Reference, CreateRole, Path; Amazon Personalize API
 * Reference, roleArn.
 *
 * @param role - what else stands in the role's ARN, if known: it
 * shares the limit with the path
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
