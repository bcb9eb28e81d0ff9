/** An ARN, also of something within a resource (see `Change.resource`). */
const ARN = 'arn:[^:]*:[^:]+:[^:]*:[^:]*:[^:]+';

/**
 * The forms of the ids that findings of the former version had. Who else holds a
 * preset had one for all holders as well ("users:others"): it is left out, since
 * anybody could have put it into the table for a holder of their own.
 */
const FORMS = [
  'role:(exists|boundary|service-policy|metrics)',
  'trust:(personalize-assumes:[a-z0-9-]+|only-this-account)',
  's3:(usable|default-key):[^:/]+',
  's3:(service|role):[^:/]+/.*',
  `kms:(usable|service|role):(${ARN}|alias/[^:]+|[0-9a-f-]+)`,
  'users:(usable|attached|assigned|allows|pass-role|trust):[^:]+:[^:/]+/[^:]+',
  `users:others:${ARN}`,
  // A change that a run would have made.
  `(role|trust|kms|s3|users):(create|update|delete):${ARN}.*`,
  `(stands|opened):${ARN}`,
  `(opened|deny-gone|elsewhere):${ARN}:.+`,
  'access-analyzer:valid',
  `access-analyzer:[^:]+:${ARN}.*`,
].map(form => new RegExp(`^${form}$`));

/** Whether the former version called a finding so. */
export function isFormerFindingId(id: string): boolean {
  return FORMS.some(form => form.test(id));
}
