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
import { resolveVariables } from './variables';

/** The colons between the components of an ARN. */
const SEPARATORS = 5;

/**
 * Tells whether the Resource or NotResource of a statement covers all that a
 * request asks for; unknown where it covers a part of it. A statement with
 * neither covers nothing: KMS accepts such, and it does nothing.
 */
export function matchResource(
  statement: PolicyStatement,
  request: ResourceRequest,
  version: string | undefined,
): Answer {
  const covered = (resources: OneOrMany<string> | undefined) =>
    anyOf(asList(resources).map(text => matchOne(text, request, version)));
  if (statement.NotResource !== undefined) {
    return opposite(covered(statement.NotResource));
  }
  return covered(statement.Resource);
}

function matchOne(
  text: string,
  request: ResourceRequest,
  version: string | undefined,
): Answer {
  const { pattern, certain } = resolveVariables(text, request.context, version);
  const asked = parsePattern(request.resource);
  if (!patternsOverlap(pattern, asked)) {
    return 'no';
  }
  return certain && covers(pattern, asked) ? 'yes' : 'unknown';
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
