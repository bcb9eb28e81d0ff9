import { ABSENT, known, RequestContext, withValues } from './context';

/** What is known of the resource of a request; what is absent nobody has read. */
export interface KnownResource {
  /** The account that the resource belongs to, 12 digits. */
  resourceAccount?: string;
  /** All tags of the resource. */
  resourceTags?: Readonly<Record<string, string>>;
}

/**
 * A context in which the account and the tags of the resource are known:
 * `aws:ResourceTag/KEY` has the value of each tag, and the request carries no other
 * key of that kind.
 * Sources: IAM User Guide, "AWS global condition context keys", aws:ResourceAccount
 * and aws:ResourceTag; Service Authorization Reference, Amazon S3, s3:ResourceAccount.
 */
export function withResource(
  context: RequestContext,
  { resourceAccount, resourceTags }: KnownResource,
): RequestContext {
  return withValues(context, {
    ...(resourceAccount !== undefined && {
      'aws:ResourceAccount': known(resourceAccount),
      's3:ResourceAccount': known(resourceAccount),
    }),
    ...(resourceTags !== undefined && {
      ...Object.fromEntries(
        Object.entries(resourceTags).map(([key, value]) => [
          `aws:ResourceTag/${key}`,
          known(value),
        ]),
      ),
      'aws:ResourceTag/*': ABSENT,
    }),
  });
}
