import {
  bucketPatternHolds,
  isOwnerGiven,
  keyPatternHolds,
  namesAskedFor,
} from '@personalize-portal/backstage-plugin-personalize-common';
import { AccountContext, PageLimits } from '../context';
import { code, given, UNLESS_TAGGED } from '../words';

/** Which buckets and folders the team may have granted. */
export function dataPage({ teams, form }: AccountContext): PageLimits {
  const patterns = [...new Set(teams.flatMap(({ buckets }) => buckets))];
  const isGiven = (entry: {
    bucket: string;
    prefix: string;
    bucketOwner: string;
  }) =>
    teams.some(
      team =>
        isOwnerGiven(team, entry.bucketOwner) &&
        team.buckets.some(pattern => bucketPatternHolds(pattern, entry)),
    );
  return {
    title: 'Buckets and folders that you may use',
    limits: given(teams, patterns),
    outside: form.buckets
      .filter(({ bucket }) => bucket !== '')
      .map(({ prefix, ...entry }) => ({ ...entry, prefix: asFolder(prefix) }))
      .filter(entry => !isGiven(entry))
      .map(({ bucket, prefix, bucketOwner }) =>
        bucketOwner
          ? `${code(
              `${bucket}/${prefix}`,
            )} of account ${bucketOwner} is refused.`
          : `${code(
              `${bucket}/${prefix}`,
            )} is refused, unless ${UNLESS_TAGGED}.`,
      ),
  };
}

/** As the actions read it: a folder ends in a slash. */
function asFolder(prefix: string): string {
  return prefix === '' || prefix.endsWith('/') ? prefix : `${prefix}/`;
}

/** Which keys the team may have granted. */
export function keysPage({ teams, form }: AccountContext): PageLimits {
  const patterns = [...new Set(teams.flatMap(({ keys }) => keys))];
  const isGiven = (keyId: string) =>
    patterns.some(pattern => keyPatternHolds(pattern, namesAskedFor(keyId)));
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
  const isAlias = namesAskedFor(keyId).aliases.length > 0;
  return `${code(keyId)} is refused, unless ${
    isAlias ? '' : 'you may use it by another of its names, or '
  }${UNLESS_TAGGED}.`;
}
