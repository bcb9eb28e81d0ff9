import {
  keyPatternHolds,
  keyNamesOf,
} from '@personalize-portal/backstage-plugin-personalize-common';
import { AccountContext, PageLimits } from '../context';
import { code, given, UNLESS_TAGGED } from '../words';

/** Which keys the team may have granted. */
export function keysPage({ teams, form }: AccountContext): PageLimits {
  const patterns = [...new Set(teams.flatMap(({ keys }) => keys))];
  const isGiven = (keyId: string) =>
    patterns.some(pattern => keyPatternHolds(pattern, keyNamesOf(keyId)));
  return {
    title: 'Keys that you may use',
    limits: given(teams, patterns),
    outside: form.keyIds
      .filter(keyId => keyId !== '' && !isGiven(keyId))
      .map(outsideKey),
  };
}

/** An id or ARN doesn't tell which aliases the key has; only AWS knows. */
function outsideKey(keyId: string): string {
  const isAlias = keyNamesOf(keyId).aliases.length > 0;
  return `${code(keyId)} is refused, unless ${
    isAlias ? '' : 'you may use it by another of its names, or '
  }${UNLESS_TAGGED}.`;
}
