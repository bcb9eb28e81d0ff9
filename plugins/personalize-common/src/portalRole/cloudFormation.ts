import { JsonObject, JsonValue } from '@backstage/types';
import { POLICY_VERSION } from '../policy/document';
import { ReasonedStatement } from './reasoned';

/** The list parameters of the templates; every other parameter is text. */
export const BUCKET_ARNS = 'BucketArns';
export const ACCOUNT_ARNS = 'AccountArns';

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
    return listOfArns(value) ?? value.map(withFunctions);
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
 * text that follows the reference. CloudFormation can't map a list, so it is
 * joined with that text and split again.
 */
function listOfArns(list: JsonValue[]): JsonValue | undefined {
  const [first] = list;
  const parameter = [BUCKET_ARNS, ACCOUNT_ARNS].find(
    name => typeof first === 'string' && first.startsWith(reference(name)),
  );
  if (parameter === undefined) {
    return undefined;
  }
  const suffix = String(first).slice(reference(parameter).length);
  return suffix === ''
    ? { Ref: parameter }
    : {
        'Fn::Split': [
          ',',
          {
            'Fn::Join': [
              '',
              [{ 'Fn::Join': [`${suffix},`, { Ref: parameter }] }, suffix],
            ],
          },
        ],
      };
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
