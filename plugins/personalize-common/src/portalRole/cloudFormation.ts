import { JsonValue } from '@backstage/types';

/** The list parameter of the template; every other parameter is text. */
export const BUCKET_ARNS = 'BucketArns';

/** How a policy document refers to a parameter or pseudo parameter of the template. */
export function reference(name: string): string {
  return `\${${name}}`;
}

/**
 * A value with its references as CloudFormation's functions, in their long form:
 * the short one (`!Ref`) needs a YAML reader that knows CloudFormation's tags.
 * Source: AWS CloudFormation Template Reference, "Intrinsic functions".
 */
export function withFunctions(value: JsonValue): JsonValue {
  if (typeof value === 'string') {
    return textWithFunctions(value);
  }
  if (Array.isArray(value)) {
    return listOfBuckets(value) ?? value.map(withFunctions);
  }
  if (value !== null && typeof value === 'object') {
    return Object.fromEntries(
      Object.entries(value).flatMap(([key, item]) =>
        item === undefined ? [] : [[key, withFunctions(item)]],
      ),
    );
  }
  return value;
}

function textWithFunctions(text: string): JsonValue {
  const [, whole] = /^\$\{([^}]*)\}$/.exec(text) ?? [];
  if (whole !== undefined) {
    return { Ref: whole };
  }
  return text.includes('${') ? { 'Fn::Sub': text } : text;
}

/**
 * The list parameter stands for a whole list, each entry of it followed by the
 * text that follows the reference. CloudFormation can't map a list, so it is
 * joined with that text and split again.
 */
function listOfBuckets(list: JsonValue[]): JsonValue | undefined {
  const buckets = reference(BUCKET_ARNS);
  const [first] = list;
  if (typeof first !== 'string' || !first.startsWith(buckets)) {
    return undefined;
  }
  const suffix = first.slice(buckets.length);
  return suffix === ''
    ? { Ref: BUCKET_ARNS }
    : {
        'Fn::Split': [
          ',',
          {
            'Fn::Join': [
              '',
              [{ 'Fn::Join': [`${suffix},`, { Ref: BUCKET_ARNS }] }, suffix],
            ],
          },
        ],
      };
}
