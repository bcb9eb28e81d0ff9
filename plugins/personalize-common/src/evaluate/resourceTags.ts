import { ABSENT, known, RequestContext, withValues } from './context';

/**
 * A context in which the tags of the resource are known: `aws:ResourceTag/KEY`
 * has the value of each, and the request carries no other key of that kind.
 * Source: IAM User Guide, "AWS global condition context keys", aws:ResourceTag.
 *
 * @param tags - of the resource; undefined where nobody read them, which leaves
 * the context as it is
 */
export function withResourceTags(
  context: RequestContext,
  tags: Readonly<Record<string, string>> | undefined,
): RequestContext {
  if (tags === undefined) {
    return context;
  }
  const values = Object.entries(tags).map(([key, value]) => [
    `aws:ResourceTag/${key}`,
    known(value),
  ]);
  return withValues(context, {
    ...Object.fromEntries(values),
    'aws:ResourceTag/*': ABSENT,
  });
}
