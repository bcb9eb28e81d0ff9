/** A value of a condition key in a request. */
export type RequestValue =
  | string
  | {
      /** A pattern that the value matches. Nothing more is known about it. */
      like: string;
      /**
       * No author of a policy of the account knows the value. No text in a policy
       * equals it. Only a wildcard or a wide range can match it.
       */
      isForeign?: true;
    };

/** What is known about one condition key of a request. */
export type ContextValue =
  | { state: 'known'; values: readonly RequestValue[] }
  /** The request doesn't carry the key. */
  | { state: 'absent' }
  /** The request carries one of these lists of values. An empty list means no key. */
  | { state: 'oneOf'; lists: readonly (readonly RequestValue[])[] }
  /** Nothing is known. */
  | { state: 'unknown' };

/** The request carries the key with these values. */
export function exactly(...values: RequestValue[]): ContextValue {
  return { state: 'known', values };
}

/** The request carries the key with one of these values, but it isn't known which. */
export function oneOf(...values: RequestValue[]): ContextValue {
  return { state: 'oneOf', lists: values.map(value => [value]) };
}

/** The request carries the key with these values, or doesn't carry it. */
export function ifCarried(...values: RequestValue[]): ContextValue {
  return { state: 'oneOf', lists: [[], values] };
}

/** The request doesn't carry the key. */
export const ABSENT: ContextValue = { state: 'absent' };

/** Nothing is known about the key. */
export const UNKNOWN: ContextValue = { state: 'unknown' };

/** What is known about the condition keys of a request. */
export interface RequestContext {
  /** By key in lower case. A key that ends in `/*` stands for all tags of its kind. */
  readonly values: ReadonlyMap<string, ContextValue>;
  /** What is known about every other key. */
  readonly others: ContextValue;
}

/**
 * Builds a context. Keys compare without case.
 *
 * @param values - condition key -> what is known about it
 * @param others - what is known about every other key
 */
export function requestContext(
  values: Record<string, ContextValue>,
  others: ContextValue = UNKNOWN,
): RequestContext {
  return withValues({ values: new Map(), others }, values);
}

/** The same context with other values for some keys. */
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

/** What is known about a key. */
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

/** What is known about the resource of a request. Fields that weren't read are undefined. */
export interface KnownResource {
  /** The account that the resource belongs to, 12 digits. */
  resourceAccount?: string;
  /** All tags of the resource. */
  resourceTags?: Readonly<Record<string, string>>;
}

/**
 * A context with the account and the tags of the resource. `aws:ResourceTag/KEY`
 * has the value of each tag, and the request carries no other key of that kind.
 * Sources: IAM User Guide, "AWS global condition context keys", aws:ResourceAccount
 * and aws:ResourceTag; Service Authorization Reference, Amazon S3,
 * s3:ResourceAccount.
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

/** Later than any date in a policy. */
const END_OF_TIME = new Date('9999-12-31T23:59:59Z');

/**
 * The keys for the time of a request made now or later. A past date is before all
 * such requests. A future date is after some of them. Every request carries the
 * keys. (IAM User Guide, "AWS global condition context keys", aws:CurrentTime and
 * aws:EpochTime.)
 */
export function requestTime(now: Date): Record<string, ContextValue> {
  // A date before or after both ends is before or after all times between them.
  // Only equality with a future moment goes unnoticed.
  const ends = [now, END_OF_TIME];
  return {
    'aws:CurrentTime': oneOf(...ends.map(date => date.toISOString())),
    'aws:EpochTime': oneOf(
      ...ends.map(date => String(Math.floor(date.getTime() / 1000))),
    ),
  };
}
