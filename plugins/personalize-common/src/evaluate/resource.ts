import { asList, OneOrMany, PolicyStatement } from '../policy/document';
import { Answer, anyOf, opposite } from './answer';
import {
  isCharacter,
  parsePattern,
  Pattern,
  patternContains,
  patternsOverlap,
} from './pattern';
import { ResourceRequest } from './request';
import { resolveVariables, withoutVariables } from './variables';

/** The colons between the components of an ARN. */
const SEPARATORS = 5;

/**
 * Whether the Resource or NotResource of a statement covers all that a
 * request asks for. Of a request for all of a prefix AWS decides each object by
 * itself, so that unknown stands where a statement covers a part: it is true
 * neither that all are covered nor that none is. (IAM User Guide, "IAM JSON policy
 * elements: NotResource".) A statement with neither element covers nothing: KMS
 * accepts such, and it does nothing.
 *
 * @param isIdentityPolicy - whether ARNs may lack components at the end
 */
export function matchResource(
  statement: PolicyStatement,
  request: ResourceRequest,
  version: string | undefined,
  isIdentityPolicy: boolean,
): Answer {
  const asked = parsePattern(request.resource);
  const covered = (texts: OneOrMany<string> | undefined, ofNothing: Answer) =>
    anyOf(
      asList(texts).map(text =>
        (isIdentityPolicy ? matchCompleted : matchOne)(
          text,
          asked,
          request,
          version,
          ofNothing,
        ),
      ),
    );
  if (statement.NotResource !== undefined) {
    // AWS documents that a variable without a value makes a resource match
    // nothing, and that it makes the statement invalid; here these differ.
    return opposite(covered(statement.NotResource, 'unknown'));
  }
  return covered(statement.Resource, 'no');
}

/**
 * In an identity policy `*` stands for each component that an ARN lacks.
 * (IAM User Guide, "Identify AWS resources with Amazon Resource Names".)
 */
function matchCompleted(...[text, ...rest]: Parameters<typeof matchOne>) {
  const lacking =
    text === '*'
      ? 0
      : SEPARATORS + 1 - withoutVariables(text).split(':').length;
  if (lacking <= 0) {
    return matchOne(text, ...rest);
  }
  // Whether the ARN is completed where its last `*` reaches over what is lacking
  // isn't documented.
  return anyOf([
    matchOne(text + ':*'.repeat(lacking), ...rest),
    matchOne(text, ...rest) === 'no' ? 'no' : 'unknown',
  ]);
}

/**
 * @param asked - the resource of the request
 * @param ofNothing - the answer where a variable in the text has no value
 */
function matchOne(
  text: string,
  asked: Pattern,
  request: ResourceRequest,
  version: string | undefined,
  ofNothing: Answer,
): Answer {
  const { pattern, certain } = resolveVariables(text, request.context, version);
  if (certain === 'empty') {
    return ofNothing;
  }
  if (!patternsOverlap(pattern, asked)) {
    // A variable that isn't known may have no value.
    return certain === 'yes' ? 'no' : ofNothing;
  }
  if (hasVariableTooEarly(text)) {
    return 'unknown';
  }
  return certain === 'yes' && covers(pattern, asked) ? 'yes' : 'unknown';
}

/**
 * Variables are documented only for what follows the fifth colon. (IAM User
 * Guide, "IAM policy elements: Variables and tags".)
 */
function hasVariableTooEarly(text: string): boolean {
  const [beforeVariable, ...more] = text.split('${');
  return more.length > 0 && beforeVariable.split(':').length <= SEPARATORS;
}

/**
 * A `*` in a resource reaches over the colons of an ARN only where it ends a
 * component. (IAM User Guide, "IAM JSON policy elements: Resource".)
 */
function covers(pattern: Pattern, asked: Pattern): boolean {
  const separators = new Set(
    asked
      .map((token, i) => (isCharacter(token, ':') ? i : -1))
      .filter(i => i >= 0)
      .slice(0, SEPARATORS),
  );
  const endsComponent = (i: number) =>
    i === pattern.length - 1 || isCharacter(pattern[i + 1], ':');
  return patternContains(
    pattern,
    asked,
    (i, j) => endsComponent(i) || !separators.has(j),
  );
}
