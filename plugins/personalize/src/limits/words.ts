import { OWNER_TAG } from '@personalize-portal/backstage-plugin-personalize-common';

/** A name, pattern or id as code. */
export function code(text: string): string {
  return `\`${text}\``;
}

/** `a`, `b` or `c`. */
export function oneOf(texts: readonly string[]): string {
  const shown = texts.map(code);
  return shown.length > 1
    ? `${shown.slice(0, -1).join(', ')} or ${shown[shown.length - 1]}`
    : shown.join('');
}

/** `a`, `b`. */
export function list(texts: readonly string[]): string {
  return texts.map(code).join(', ');
}

/** How people call a team: the name alone, where it is in the default namespace. */
function teamName(entityRef: string): string {
  return entityRef.replace(/^group:(default\/)?/, '');
}

/** Of whom the limits are. */
function teamNames(teams: readonly { team: string }[]): string {
  const names = teams.map(({ team }) => code(teamName(team)));
  return names.length > 1
    ? `Your teams ${names.join(', ')}`
    : `Your team ${names.join('')}`;
}

/** What a name has to look like. Most patterns ask for a beginning alone. */
export function mustMatch(pattern: string): string {
  const beginning = /^\^([\w-]+)$/.exec(pattern)?.[1];
  return beginning
    ? `must begin with ${code(beginning)}`
    : `must match the pattern ${code(pattern)}`;
}

/** What the signs of some patterns mean, where there are any. */
export function wildcardsIn(patterns: readonly string[]): string[] {
  return patterns.some(pattern => /[*?]/.test(pattern))
    ? ['`*` stands for any characters, `?` for a single one.']
    : [];
}

/** What the patterns of a page give to whom. */
export function given(
  teams: readonly { team: string }[],
  patterns: readonly string[],
): string[] {
  if (patterns.includes('*')) {
    return [`${teamNames(teams)}: all of them.`];
  }
  const tagged = `with the tag ${code(
    OWNER_TAG,
  )} and your team's name as its value.`;
  return patterns.length > 0
    ? [
        `${teamNames(teams)}: ${list(patterns)}.`,
        ...wildcardsIn(patterns),
        `Others only ${tagged}`,
      ]
    : [`Only those ${tagged}`];
}

/** What makes a bucket or key that lies outside possible all the same. */
export const UNLESS_TAGGED = `it has the tag ${code(
  OWNER_TAG,
)} with your team's name as its value`;
