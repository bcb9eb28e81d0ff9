import { POLICY_VERSION } from '../policy/document';
import { contextValue, RequestContext } from './context';
import { literalPattern, parsePattern, Pattern } from './pattern';

/** A text of a policy with its variables put in. */
export interface ResolvedText {
  pattern: Pattern;
  /** False when a variable can't be resolved; a `*` stands for it then. */
  certain: boolean;
}

const VARIABLE = /\$\{([^}]*)\}/;
const KEY_AND_DEFAULT = /^\s*([^\s,']+)\s*(?:,\s*'([^']*)'\s*)?$/;
const ANY_VALUE: Pattern = ['many'];

/** Tells whether a text of a policy has a variable in it. */
export function hasVariable(text: string): boolean {
  return VARIABLE.test(text);
}

/**
 * Puts the variables of a resource or a condition value in.
 *
 * @param version - the version of the document; older ones than 2012-10-17 know
 * no variables and take `${` as text
 */
export function resolveVariables(
  text: string,
  context: RequestContext,
  version: string | undefined,
): ResolvedText {
  if (version !== POLICY_VERSION) {
    return { pattern: parsePattern(text), certain: true };
  }
  // Splitting by a pattern with a group gives text and variable in turn.
  const pieces = text
    .split(VARIABLE)
    .map((piece, i) =>
      i % 2 === 0 ? parsePattern(piece) : valueOf(piece, context),
    );
  return {
    pattern: pieces.flatMap(piece => piece ?? ANY_VALUE),
    certain: !pieces.includes(undefined),
  };
}

function valueOf(
  variable: string,
  context: RequestContext,
): Pattern | undefined {
  if (['*', '?', '$'].includes(variable)) {
    return literalPattern(variable);
  }
  const [, key, fallback] = KEY_AND_DEFAULT.exec(variable) ?? [];
  if (key === undefined) {
    return undefined;
  }
  const value = contextValue(context, key);
  if (value.state === 'absent') {
    return fallback === undefined ? undefined : literalPattern(fallback);
  }
  // Variables take single values; whether AWS reads a wildcard in one as such
  // isn't documented.
  if (
    value.state !== 'known' ||
    value.values.length !== 1 ||
    /[*?]/.test(value.values[0])
  ) {
    return undefined;
  }
  return literalPattern(value.values[0]);
}
