import { JsonObject } from '@backstage/types';
import { placeText } from '@personalize-portal/backstage-plugin-personalize-common';
import { IamRole } from '../../aws/iam';
import { tagRole, updateRole } from '../../aws/iamWrites';
import { Remainder, PlannedChange, RevokeSubject } from '../../engine/plan';
import { changeThat } from '../shared/changes';
import { holdingOf } from '../shared/record';
import { tagsWith } from './changes';

/** Restores the settings of an adopted role, unless they changed since the set-up wrote them. */
export function putBackSettings(
  subject: Pick<RevokeSubject, 'holdings'>,
  found: IamRole,
): { changes: PlannedChange[]; kept: Remainder[] } {
  const [settings, tags] = [
    settingsBack(subject, found),
    tagsBack(subject, found),
  ];
  return {
    changes: [...settings.changes, ...tags.changes],
    kept: [...settings.kept, ...tags.kept],
  };
}

function settingsBack(
  subject: Pick<RevokeSubject, 'holdings'>,
  found: IamRole,
): { changes: PlannedChange[]; kept: Remainder[] } {
  const holding = holdingOf(subject, found.arn);
  if (!holding?.before) {
    return { changes: [], kept: [] };
  }
  const now = settingsOf({
    description: found.description,
    maxSessionDuration: found.maxSessionDuration,
  });
  const before = settingsOf(holding.before);
  const after = settingsOf(holding.after);
  if (isSame(now, before)) {
    return { changes: [], kept: [] };
  }
  if (!isSame(now, after)) {
    return {
      changes: [],
      kept: [
        {
          resource: found.arn,
          reason: `Somebody changed the description or session duration of role ${found.roleName} after this set-up did, so we leave them unchanged`,
        },
      ],
    };
  }
  return {
    changes: [
      changeThat(
        {
          part: 'role',
          resource: found.arn,
          operation: 'update',
          before: now,
          after: before,
        },
        async session => {
          // IAM keeps the description if none is given.
          await updateRole(session, found.roleName, {
            description: '',
            ...before,
          });
          return true;
        },
      ),
    ],
    kept: [],
  };
}

/** A type, so that it passes as a JSON object. */
type Settings = { description?: string; maxSessionDuration?: number };

function settingsOf({ description, maxSessionDuration }: JsonObject): Settings {
  return {
    // IAM doesn't distinguish an empty description from none.
    ...(typeof description === 'string' && description ? { description } : {}),
    ...(typeof maxSessionDuration === 'number' ? { maxSessionDuration } : {}),
  };
}

function isSame(one: Settings, other: Settings): boolean {
  return (
    one.description === other.description &&
    one.maxSessionDuration === other.maxSessionDuration
  );
}

/**
 * Restores the values that the set-up replaced. Tags that it added stay: the portal
 * removes no tag from a role because tags decide who may change it.
 */
function tagsBack(
  subject: Pick<RevokeSubject, 'holdings'>,
  found: IamRole,
): { changes: PlannedChange[]; kept: Remainder[] } {
  const resource = placeText({ arn: found.arn, kind: 'tags' });
  const holding = holdingOf(subject, resource);
  if (!holding?.before) {
    return { changes: [], kept: [] };
  }
  const { before } = holding;
  const set = Object.entries(holding.after).filter(
    ([key, value]) => before[key] !== value && found.tags[key] === value,
  );
  const back = Object.fromEntries(
    set.flatMap(([key]) => {
      const former = before[key];
      return typeof former === 'string' ? [[key, former]] : [];
    }),
  );
  const added = set.flatMap(([key]) => (key in before ? [] : [key]));
  return {
    changes:
      Object.keys(back).length === 0
        ? []
        : [
            changeThat(
              {
                part: 'role',
                resource,
                operation: 'update',
                before: found.tags,
                after: tagsWith(found.tags, back),
              },
              async session => {
                await tagRole(session, found.roleName, back);
                return true;
              },
            ),
          ],
    kept:
      added.length === 0
        ? []
        : [
            {
              resource,
              reason: `The tags ${added.join(
                ', ',
              )}, which this set-up gave role ${
                found.roleName
              }, stay: the portal never removes tags from a role. Remove them by hand if nobody needs them`,
            },
          ],
  };
}
