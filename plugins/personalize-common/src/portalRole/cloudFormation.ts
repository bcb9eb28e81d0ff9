import { JsonObject, JsonValue } from '@backstage/types';
import { POLICY_VERSION } from '../policy/document';
import { ReasonedStatement } from './reasoned';

/** The list parameters of the templates; every other parameter is text. */
export const BUCKET_ARNS = 'BucketArns';
export const BUCKET_OWNERS = 'BucketOwners';
export const ACCOUNT_ARNS = 'AccountArns';
export const REGIONS = 'Regions';
export const TAG_KEYS = 'TagKeys';

const LISTS = [BUCKET_ARNS, BUCKET_OWNERS, ACCOUNT_ARNS, REGIONS, TAG_KEYS];

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
    return listWithParameter(value) ?? value.map(withFunctions);
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
 * A list parameter stands for a whole list, each entry of it followed by the
 * text that follows the reference. CloudFormation can't map or extend a list, so
 * it is joined with that text and the other entries, and split again.
 */
function listWithParameter(list: JsonValue[]): JsonValue | undefined {
  const joined = list.map(joinedParameter);
  if (joined.every(one => one === undefined)) {
    return undefined;
  }
  const whole = LISTS.find(name => list[0] === reference(name));
  if (list.length === 1 && whole !== undefined) {
    return { Ref: whole };
  }
  const texts = list.map((one, index) => joined[index] ?? withFunctions(one));
  return {
    'Fn::Split': [
      ',',
      texts.length === 1 ? texts[0] : { 'Fn::Join': [',', texts] },
    ],
  };
}

/** The entries of a list parameter as one text; undefined for another value. */
function joinedParameter(entry: JsonValue): JsonValue | undefined {
  const parameter = LISTS.find(
    name => typeof entry === 'string' && entry.startsWith(reference(name)),
  );
  if (parameter === undefined) {
    return undefined;
  }
  const suffix = String(entry).slice(reference(parameter).length);
  const list = { 'Fn::Join': [`${suffix},`, { Ref: parameter }] };
  return suffix === '' ? list : { 'Fn::Join': ['', [list, suffix]] };
}

/**
 * A policy document of which a condition of the template decides some statements.
 *
 * @param condition - its name
 * @param held - the statements where the condition holds
 * @param otherwise - those where it doesn't: some may be missing or differ
 */
export function conditionalDocument(
  condition: string,
  held: readonly ReasonedStatement[],
  otherwise: readonly ReasonedStatement[],
): JsonObject {
  return {
    Version: POLICY_VERSION,
    Statement: held.map(({ statement }) => {
      const where = withFunctions(statement);
      const other = otherwise.find(one => one.statement.Sid === statement.Sid);
      const elsewhere = other
        ? withFunctions(other.statement)
        : { Ref: 'AWS::NoValue' };
      return JSON.stringify(where) === JSON.stringify(elsewhere)
        ? where
        : { 'Fn::If': [condition, where, elsewhere] };
    }),
  };
}
