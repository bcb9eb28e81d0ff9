import {
  bucketPatternHolds,
  isOwnerGiven,
  keyPatternHolds,
  keyNamesOf,
} from '@personalize-portal/backstage-plugin-personalize-common';
import { AccountContext, PageLimits } from '../context';
import { code, grantedPatterns, TAG } from '../words';

/** Buckets and folders that the team can use. */
export function dataPage({ teams, form, t }: AccountContext): PageLimits {
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
    title: t('limits.data.title'),
    limits: grantedPatterns(teams, patterns, t),
    outside: form.buckets
      .filter(({ bucket }) => bucket !== '')
      .map(({ prefix, ...entry }) => ({ ...entry, prefix: asFolder(prefix) }))
      .filter(entry => !isGiven(entry))
      .map(({ bucket, prefix, bucketOwner }) => {
        const resource = code(`${bucket}/${prefix}`);
        return bucketOwner
          ? t('limits.data.refusedInAccount', {
              resource,
              accountId: bucketOwner,
            })
          : t('limits.refused', { resource, tag: TAG });
      }),
  };
}

/** A folder ends in a slash, as in the actions. */
function asFolder(prefix: string): string {
  return prefix === '' || prefix.endsWith('/') ? prefix : `${prefix}/`;
}

/** Keys that the team can use. */
export function keysPage({ teams, form, t }: AccountContext): PageLimits {
  const patterns = [...new Set(teams.flatMap(({ keys }) => keys))];
  const isGiven = (keyId: string) =>
    patterns.some(pattern => keyPatternHolds(pattern, keyNamesOf(keyId)));
  return {
    title: t('limits.keys.title'),
    limits: grantedPatterns(teams, patterns, t),
    outside: form.keyIds
      .filter(keyId => keyId !== '' && !isGiven(keyId))
      .map(keyId => {
        const values = { resource: code(keyId), tag: TAG };
        // Only AWS knows which aliases belong to an id or ARN.
        return keyNamesOf(keyId).aliases.length > 0
          ? t('limits.refused', values)
          : t('limits.keys.refused', values);
      }),
  };
}
