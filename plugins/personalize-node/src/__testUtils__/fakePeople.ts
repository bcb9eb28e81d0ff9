import { PolicyDocument } from '@personalize-portal/backstage-plugin-personalize-common';
import { encoded, FakeError, xml } from './fakeAnswer';

/** A user or group of IAM. */
export interface FakePerson {
  path: string;
  attached: string[];
  inline: Map<string, PolicyDocument>;
  /** Names of groups; of a user. */
  groups?: string[];
  /** ARN; of a user. */
  permissionsBoundary?: string;
}

type Given = Record<string, string>;

/** As much of IAM's users, groups and identity providers as the product calls. */
export class FakePeople {
  readonly users = new Map<string, FakePerson>();
  readonly groups = new Map<string, FakePerson>();
  readonly samlProviders = new Set<string>();
  /** Audiences by ARN. */
  readonly oidcProviders = new Map<string, string[]>();

  constructor(private readonly accountId: string) {}

  addUser(name: string, path: string = '/'): FakePerson {
    const user: FakePerson = { path, attached: [], inline: new Map() };
    this.users.set(name, user);
    return user;
  }

  addGroup(name: string): FakePerson {
    const group = { path: '/', attached: [], inline: new Map() };
    this.groups.set(name, group);
    return group;
  }

  /** The answer to an operation on people; `undefined` for any other. */
  perform(
    action: string,
    given: Given,
  ): { result: Parameters<typeof xml>[0] } | undefined {
    switch (action) {
      case 'GetUser':
        return result({
          User: {
            UserName: given.UserName,
            Arn: this.arn('user', given.UserName, this.user(given)),
            PermissionsBoundary: {
              PermissionsBoundaryArn: this.user(given).permissionsBoundary,
            },
          },
        });
      case 'GetGroup':
        return result({
          Group: {
            GroupName: given.GroupName,
            Arn: this.arn('group', given.GroupName, this.group(given)),
          },
          Users: [],
        });
      case 'ListAttachedUserPolicies':
        return result(attachedTo(this.user(given)));
      case 'ListAttachedGroupPolicies':
        return result(attachedTo(this.group(given)));
      case 'ListUserPolicies':
        return result({ PolicyNames: [...this.user(given).inline.keys()] });
      case 'ListGroupPolicies':
        return result({ PolicyNames: [...this.group(given).inline.keys()] });
      case 'ListGroupsForUser':
        return result({
          Groups: (this.user(given).groups ?? []).map(GroupName => ({
            GroupName,
          })),
        });
      case 'GetUserPolicy':
        return result(inlineOf(this.user(given), given));
      case 'GetGroupPolicy':
        return result(inlineOf(this.group(given), given));
      case 'AttachUserPolicy':
        this.user(given).attached.push(given.PolicyArn);
        return result({});
      case 'AttachGroupPolicy':
        this.group(given).attached.push(given.PolicyArn);
        return result({});
      case 'DetachUserPolicy':
        take(this.user(given), given.PolicyArn);
        return result({});
      case 'DetachGroupPolicy':
        take(this.group(given), given.PolicyArn);
        return result({});
      case 'GetSAMLProvider':
        if (!this.samlProviders.has(given.SAMLProviderArn)) {
          throw new FakeError('NoSuchEntity', 404);
        }
        return result({ SAMLMetadataDocument: '<xml/>' });
      case 'GetOpenIDConnectProvider': {
        const audiences = this.oidcProviders.get(
          given.OpenIDConnectProviderArn,
        );
        if (!audiences) {
          throw new FakeError('NoSuchEntity', 404);
        }
        return result({ ClientIDList: audiences });
      }
      default:
        return undefined;
    }
  }

  private user({ UserName: name }: Given): FakePerson {
    return known(this.users.get(name));
  }

  private group({ GroupName: name }: Given): FakePerson {
    return known(this.groups.get(name));
  }

  private arn(kind: string, name: string, { path }: FakePerson): string {
    return `arn:aws:iam::${this.accountId}:${kind}${path}${name}`;
  }
}

function known(person: FakePerson | undefined): FakePerson {
  if (!person) {
    throw new FakeError('NoSuchEntity', 404);
  }
  return person;
}

function take(person: FakePerson, policyArn: string): void {
  person.attached = person.attached.filter(arn => arn !== policyArn);
}

function attachedTo({ attached }: FakePerson) {
  return { AttachedPolicies: attached.map(PolicyArn => ({ PolicyArn })) };
}

function inlineOf({ inline }: FakePerson, { PolicyName: name }: Given) {
  const document = inline.get(name);
  if (!document) {
    throw new FakeError('NoSuchEntity', 404);
  }
  return { PolicyName: name, PolicyDocument: encoded(document) };
}

function result(value: Parameters<typeof xml>[0]) {
  return { result: value };
}
