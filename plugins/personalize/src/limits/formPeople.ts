import {
  Principal,
  PRESETS,
  UserAccess,
} from '@personalize-portal/backstage-plugin-personalize-common';
import { fieldAt, listAt, textAt } from './formData';

/** Reads the people of a form; an entry of a kind that there isn't is left out. */
export function readUsers(data: unknown): UserAccess[] {
  return listAt(data, 'users').flatMap(entry => {
    const preset = PRESETS.find(known => known === textAt(entry, 'preset'));
    return preset
      ? [
          {
            preset,
            principals: listAt(entry, 'principals').flatMap(readPrincipal),
          },
        ]
      : [];
  });
}

function readPrincipal(entry: unknown): Principal[] {
  const type = textAt(entry, 'type');
  const name = textAt(entry, 'name');
  const roleName = textAt(entry, 'roleName');
  const provider = textAt(entry, 'provider');
  switch (type) {
    case 'permission-set':
      return [{ type, name, assignTo: [] }];
    case 'saml-role':
      return [{ type, roleName, provider }];
    case 'oidc-role':
      return [
        {
          type,
          roleName,
          provider,
          audience: textAt(entry, 'audience'),
          subject: textAt(entry, 'subject'),
        },
      ];
    case 'account-role':
      return [
        {
          type,
          roleName,
          users: listAt(entry, 'users').filter(
            (user): user is string => typeof user === 'string',
          ),
          requireMfa: fieldAt(entry, 'requireMfa') !== false,
        },
      ];
    case 'group':
    case 'user':
      return [{ type, name }];
    default:
      return [];
  }
}
