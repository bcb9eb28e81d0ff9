import { POLICY_VERSION } from '../policy/document';
import { contextValue, RequestContext } from './context';
import { literalPattern, parsePattern, Pattern } from './pattern';

/** A text of a policy with its variables resolved. */
export interface ResolvedText {
  /** A `*` replaces a variable that can't be resolved. */
  pattern: Pattern;
  /**
   * `no` if a variable can't be resolved. `empty` if the request lacks the key of a
   * variable, so nothing equals the text.
   */
  certain: 'yes' | 'no' | 'empty';
}

const VARIABLE = /\$\{([^}]*)\}/;
const KEY_AND_DEFAULT = /^\s*([^\s,']+)\s*(?:,\s*'([^']*)'\s*)?$/;
const ANY_VALUE: Pattern = ['many'];

/** Whether a text of a policy contains a variable. */
export function hasVariable(text: string): boolean {
  return VARIABLE.test(text);
}

/** A text of a policy without its variables. */
export function withoutVariables(text: string): string {
  return text
    .split(VARIABLE)
    .filter((_, i) => i % 2 === 0)
    .join('');
}

/**
 * Resolves the variables of a resource or a condition value.
 *
 * @param version - the version of the document; versions before 2012-10-17 have no
 * variables and read `${` as text
 */
export function resolveVariables(
  text: string,
  context: RequestContext,
  version: string | undefined,
): ResolvedText {
  if (version !== POLICY_VERSION) {
    return { pattern: parsePattern(text), certain: 'yes' };
  }
  // Splitting by a pattern with a group gives text and variable in turn.
  const pieces = text
    .split(VARIABLE)
    .map((piece, i) =>
      i % 2 === 0 ? parsePattern(piece) : valueOf(piece, context),
    );
  return {
    pattern: pieces.flatMap(piece =>
      typeof piece === 'string' ? ANY_VALUE : piece,
    ),
    certain: certaintyOf(pieces),
  };
}

function certaintyOf(
  pieces: readonly (Pattern | NoValue)[],
): ResolvedText['certain'] {
  if (pieces.includes('absent')) {
    return 'empty';
  }
  return pieces.includes('unknown') ? 'no' : 'yes';
}

/** Why a variable has no value. */
type NoValue = 'absent' | 'unknown';

function valueOf(variable: string, context: RequestContext): Pattern | NoValue {
  if (['*', '?', '$'].includes(variable)) {
    return literalPattern(variable);
  }
  const match = KEY_AND_DEFAULT.exec(variable);
  if (!match) {
    return 'unknown';
  }
  const [, key, fallback] = match;
  const value = contextValue(context, key);
  if (value.state === 'absent') {
    return fallback === undefined ? 'absent' : literalPattern(fallback);
  }
  // Variables take single values. AWS doesn't document whether it reads a wildcard
  // in such a value as a wildcard.
  const [single, ...more] = value.state === 'known' ? value.values : [];
  return typeof single !== 'string' || more.length > 0 || /[*?]/.test(single)
    ? 'unknown'
    : literalPattern(single);
}
