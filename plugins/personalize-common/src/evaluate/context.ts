/** A value of a condition key in a request. */
export type RequestValue =
  | string
  | {
      /** A pattern that stands for the value; more isn't known of it. */
      like: string;
      /**
       * Nobody who writes a policy of the account knows the value: no text in it
       * is equal, and only a wildcard or a wide range can stand for it.
       */
      isForeign?: true;
    };

/** What is known of one condition key of a request. */
export type ContextValue =
  | { state: 'known'; values: readonly RequestValue[] }
  /** The request doesn't carry the key. */
  | { state: 'absent' }
  /** The request carries one of these lists of values; with the empty one, not the key. */
  | { state: 'oneOf'; lists: readonly (readonly RequestValue[])[] }
  /** Nothing is known. */
  | { state: 'unknown' };

/** The request carries the key with these values. */
export function exactly(...values: RequestValue[]): ContextValue {
  return { state: 'known', values };
}

/** The request carries the key with one of these values; which one isn't known. */
export function oneOf(...values: RequestValue[]): ContextValue {
  return { state: 'oneOf', lists: values.map(value => [value]) };
}

/** Whether the request carries the key isn't known; if so, with these values. */
export function ifCarried(...values: RequestValue[]): ContextValue {
  return { state: 'oneOf', lists: [[], values] };
}

/** The request doesn't carry the key. */
export const ABSENT: ContextValue = { state: 'absent' };

/** Nothing is known of the key. */
export const UNKNOWN: ContextValue = { state: 'unknown' };

/** What is known of the condition keys of a request. */
export interface RequestContext {
  /** By key in lower case; a key that ends in `/*` stands for all tags of its kind. */
  readonly values: ReadonlyMap<string, ContextValue>;
  /** What is known of every other key. */
  readonly others: ContextValue;
}

/**
 * Builds a context. Keys compare without case.
 *
 * @param values - condition key -> what is known of it
 * @param others - what is known of every other key
 */
export function requestContext(
  values: Record<string, ContextValue>,
  others: ContextValue = UNKNOWN,
): RequestContext {
  return withValues({ values: new Map(), others }, values);
}

/** A context in which more is known, or something else. */
export function withValues(
  context: RequestContext,
  values: Record<string, ContextValue>,
): RequestContext {
  const all = new Map(context.values);
  for (const [key, value] of Object.entries(values)) {
    all.set(key.toLowerCase(), value);
  }
  return { values: all, others: context.others };
}

/** What is known of a key. */
export function contextValue(
  context: RequestContext,
  key: string,
): ContextValue {
  const name = key.toLowerCase();
  const family = name.replace(/\/.*/s, '/*');
  return (
    context.values.get(name) ?? context.values.get(family) ?? context.others
  );
}

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
      'aws:ResourceAccount': exactly(resourceAccount),
      's3:ResourceAccount': exactly(resourceAccount),
    }),
    ...(resourceTags !== undefined && {
      ...Object.fromEntries(
        Object.entries(resourceTags).map(([key, value]) => [
          `aws:ResourceTag/${key}`,
          exactly(value),
        ]),
      ),
      'aws:ResourceTag/*': ABSENT,
    }),
  });
}

/** After all that a policy means. */
const END_OF_TIME = new Date('9999-12-31T23:59:59Z');

/**
 * The keys for the time of a request that is made now or later. A date that has
 * passed is behind all such requests; one to come is before some of them. Every
 * request carries the keys. (IAM User Guide, "AWS global condition context keys",
 * aws:CurrentTime and aws:EpochTime.)
 */
export function requestTime(now: Date): Record<string, ContextValue> {
  // What comes before or after both ends does so for all times between them. Only
  // equality with a moment to come isn't seen.
  const ends = [now, END_OF_TIME];
  return {
    'aws:CurrentTime': oneOf(...ends.map(date => date.toISOString())),
    'aws:EpochTime': oneOf(
      ...ends.map(date => String(Math.floor(date.getTime() / 1000))),
    ),
  };
}
