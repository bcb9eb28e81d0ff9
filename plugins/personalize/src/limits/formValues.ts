import {
  PRESETS,
  Principal,
  UserAccess,
} from '@personalize-portal/backstage-plugin-personalize-common';

/** The values on all pages of the form so far. */
export interface FormValues {
  /** Entity ref of the team; undefined if the form doesn't ask for one. */
  owner?: string;
  accountId: string;
  region: string;
  roleName: string;
  rolePath: string;
  permissionsBoundary: string;
  servicePolicy: string;
  sourceConditions: string;
  tags: Record<string, string>;
  /** `bucketOwner` is empty for a bucket of the account itself. */
  buckets: { bucket: string; prefix: string; bucketOwner: string }[];
  keyIds: string[];
  users: UserAccess[];
}

/** Reads the data of a form. */
export function readFormValues(data: unknown): FormValues {
  return {
    owner: textAt(data, 'owner') || undefined,
    accountId: textAt(data, 'accountId'),
    region: textAt(data, 'region'),
    roleName: textAt(data, 'roleName'),
    rolePath: textAt(data, 'rolePath'),
    permissionsBoundary: textAt(data, 'permissionsBoundary'),
    servicePolicy: textAt(data, 'servicePolicy'),
    sourceConditions: textAt(data, 'sourceConditions'),
    tags: textsAt(data, 'tags'),
    buckets: listAt(data, 's3').map(entry => ({
      bucket: textAt(entry, 'bucket'),
      prefix: textAt(entry, 'prefix'),
      bucketOwner: textAt(entry, 'bucketOwner'),
    })),
    keyIds: listAt(data, 'kms').map(entry => textAt(entry, 'keyId')),
    users: readUsers(data),
  };
}

/** Reads the people of a form. Skips entries of unknown type. */
function readUsers(data: unknown): UserAccess[] {
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

/*
 * Form data can have any shape while a person edits it. A value of the wrong
 * type counts as empty.
 */

/** The text of a field. */
function textAt(value: unknown, field: string): string {
  const found = fieldAt(value, field);
  return typeof found === 'string' ? found : '';
}

/** The entries of a field. */
function listAt(value: unknown, field: string): unknown[] {
  const found = fieldAt(value, field);
  return Array.isArray(found) ? found : [];
}

/** The texts of a field, by name. */
function textsAt(value: unknown, field: string): Record<string, string> {
  const found = Object(fieldAt(value, field));
  return Object.fromEntries(
    Object.keys(found).map(name => [name, textAt(found, name)]),
  );
}

/** The value of a field. */
function fieldAt(value: unknown, field: string): unknown {
  return typeof value === 'object' && value !== null && field in value
    ? Reflect.get(value, field)
    : undefined;
}
