import { OWNER_TAG } from '@personalize-portal/backstage-plugin-personalize-common';
import { Translate } from '../translation';

/** A name, pattern or id as code. */
export function code(text: string): string {
  return `\`${text}\``;
}

/** The owner tag. It allows a bucket or key outside the patterns. */
export const TAG = code(OWNER_TAG);

/** `a`, `b` or `c`. */
export function oneOf(texts: readonly string[], t: Translate): string {
  return texts.length > 1
    ? t('limits.or', {
        list: list(texts.slice(0, -1)),
        last: code(texts[texts.length - 1]),
      })
    : list(texts);
}

/** `a`, `b`. */
export function list(texts: readonly string[]): string {
  return texts.map(code).join(', ');
}

/** The short name of a team: without the default namespace. */
function teamName(entityRef: string): string {
  return entityRef.replace(/^group:(default\/)?/, '');
}

/** The rule for a name. Most patterns require only a prefix. */
export function nameRule(pattern: string, t: Translate): string {
  const beginning = /^\^([\w-]+)$/.exec(pattern)?.[1];
  return beginning
    ? t('limits.nameBegins', { beginning: code(beginning) })
    : t('limits.nameMatches', { pattern: code(pattern) });
}

/** Explains wildcards if a pattern has any. */
export function wildcardsIn(
  patterns: readonly string[],
  t: Translate,
): string[] {
  return patterns.some(pattern => /[*?]/.test(pattern))
    ? [t('limits.wildcards')]
    : [];
}

/** The patterns that the teams can use. */
export function grantedPatterns(
  teams: readonly { team: string }[],
  patterns: readonly string[],
  t: Translate,
): string[] {
  const team = t('limits.team', {
    count: teams.length,
    teams: list(teams.map(one => teamName(one.team))),
  });
  if (patterns.includes('*')) {
    return [t('limits.grantedAll', { team })];
  }
  return patterns.length > 0
    ? [
        t('limits.granted', { team, patterns: list(patterns) }),
        ...wildcardsIn(patterns, t),
        t('limits.othersNeedTag', { tag: TAG }),
      ]
    : [t('limits.allNeedTag', { tag: TAG })];
}
