import { accountIdRule } from '../aws/names';
import { patternRule, TextRule } from '../aws/textRule';
import { rolePathRule } from '../service/role';
import { tagKeyRule } from '../service/tags';
import { PORTAL_PATH } from './names';

/** Of the principal's ARN, as CloudFormation checks it. */
export const PORTAL_PRINCIPAL_PATTERN =
  '^arn:aws(-cn)?:iam::[0-9]{12}:(role|user)/[A-Za-z0-9_+=,.@/-]+$';

/** Of a role path: at least one segment, and not the portal's own. */
export const ROLE_PATH_PATTERN = `^/(?!${PORTAL_PATH.slice(
  1,
)})([A-Za-z0-9_+=,.@-]+/)+$`;

const BUCKET_NAMES = '[a-z0-9.*?-]*[a-z0-9][a-z0-9.*?-]*';

/** Of the ARN of some buckets; a bare `*` would be every bucket. */
export const BUCKET_ARN_PATTERN = `^arn:aws(-cn)?:s3:::${BUCKET_NAMES}$`;

/** Of the account of a bucket; `*` is any. Empty where there is none but the stack's own. */
export const BUCKET_OWNER_PATTERN = '^([0-9]{12}|[*])?$';

/** Of a Region of AWS. */
export const REGION_PATTERN = '^[a-z]{2,}(-[a-z]+)+-[0-9]$';

/**
 * Of the key of a tag. CloudFormation splits at commas; `$`, `*` and `?` mean
 * something else in a policy, and no key has them.
 */
export const TAG_KEY_PATTERN = '^[^,$*?]{1,128}$';

/** Of an account as Identity Center names it. */
export const ACCOUNT_ARN_PATTERN = '^arn:aws(-cn)?:sso:::account/[0-9]{12}$';

/** Of the id of an instance. Source: IAM Identity Center API Reference, `InstanceArn`. */
export const INSTANCE_ID_PATTERN = '^(sso)?ins-[a-zA-Z0-9.-]{16}$';

/** Source: AWS STS API Reference, AssumeRole, ExternalId. */
export const EXTERNAL_ID = {
  pattern: '^[A-Za-z0-9_+=,.@:/-]+$',
  minLength: 2,
  maxLength: 1224,
} as const;

/** The rules of what the template and the configuration are made from. */
export const portalRoleRules = {
  accountId: accountIdRule,

  portalPrincipal: patternRule(
    "the portal's principal is the ARN of one role or user, for example arn:aws:iam::111122223333:role/backstage; the ARN of an account would let in everything there that may assume roles, and the ARN of a session ends with it",
    new RegExp(PORTAL_PRINCIPAL_PATTERN),
  ),

  bucketNames: patternRule(
    'a pattern of bucket names has lower-case letters, digits, dots, hyphens and the wildcards * and ?, and at least one letter or digit: * alone would give the portal the policy of every bucket',
    new RegExp(`^${BUCKET_NAMES}$`),
  ),

  bucketOwner: patternRule(
    "the account of a bucket is 12 digits, or '*' for any account",
    /^([0-9]{12}|[*])$/,
  ),

  instanceId: patternRule(
    "an instance of Identity Center is named by the last part of its ARN, for example ssoins-0123456789abcdef; Identity Center's settings page shows it",
    new RegExp(INSTANCE_ID_PATTERN),
  ),

  homeRegion: patternRule(
    'Identity Center is at home in the one Region of AWS in which it was set up, for example us-east-1',
    new RegExp(REGION_PATTERN),
  ),

  rolePath: portalRolePathRule(),

  tagKey: tagKeyRule,
};

/** As for any Personalize role; and a permission on the path must reach nothing else. */
function portalRolePathRule(): TextRule {
  const { fits, broken } = rolePathRule({});
  return {
    fits,
    broken(text) {
      const flaw = broken(text);
      if (flaw) {
        return flaw;
      }
      if (text === '/') {
        return 'the portal may change everything below the path of the Personalize roles, and / is every role of the account; give a path of their own, for example /personalize/';
      }
      return text.startsWith(PORTAL_PATH)
        ? `${PORTAL_PATH} is the path of the portal's own roles and of the boundary, which the portal must not change; give another, for example /personalize/`
        : undefined;
    },
  };
}
