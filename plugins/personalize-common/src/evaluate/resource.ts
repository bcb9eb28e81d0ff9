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
 * Whether the Resource or NotResource of a statement covers everything a request
 * asks for. If a request is for a whole prefix, AWS decides each object separately.
 * The answer is unknown if a statement covers only a part: neither "all" nor "none"
 * is true. (IAM User Guide, "IAM JSON policy elements: NotResource".) A statement
 * with neither element covers nothing: KMS accepts such a statement, but it has no
 * effect.
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
    // AWS documents that a variable without a value makes a resource match nothing,
    // and also that it makes the statement invalid. Here the two differ.
    return opposite(covered(statement.NotResource, 'unknown'));
  }
  return covered(statement.Resource, 'no');
}

/**
 * In an identity policy, `*` replaces each component that an ARN lacks. (IAM User
 * Guide, "Identify AWS resources with Amazon Resource Names".)
 */
function matchCompleted(...[text, ...rest]: Parameters<typeof matchOne>) {
  const lacking =
    text === '*'
      ? 0
      : SEPARATORS + 1 - withoutVariables(text).split(':').length;
  if (lacking <= 0) {
    return matchOne(text, ...rest);
  }
  // If the last `*` reaches over the missing components, AWS doesn't document
  // whether it still completes the ARN.
  return anyOf([
    matchOne(text + ':*'.repeat(lacking), ...rest),
    matchOne(text, ...rest) === 'no' ? 'no' : 'unknown',
  ]);
}

/**
 * @param asked - the resource of the request
 * @param ofNothing - the answer if a variable in the text has no value
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
    // An unknown variable may have no value.
    return certain === 'yes' ? 'no' : ofNothing;
  }
  if (hasVariableTooEarly(text)) {
    return 'unknown';
  }
  return certain === 'yes' && covers(pattern, asked) ? 'yes' : 'unknown';
}

/**
 * AWS documents variables only after the fifth colon. (IAM User Guide, "IAM policy
 * elements: Variables and tags".)
 */
function hasVariableTooEarly(text: string): boolean {
  const [beforeVariable, ...more] = text.split('${');
  return more.length > 0 && beforeVariable.split(':').length <= SEPARATORS;
}

/**
 * A `*` in a resource crosses the colons of an ARN only at the end of a component.
 * (IAM User Guide, "IAM JSON policy elements: Resource".)
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
