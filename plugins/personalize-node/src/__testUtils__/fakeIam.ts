import { PolicyDocument } from '@personalize-portal/backstage-plugin-personalize-common';
import { encoded, FakeAnswer, FakeCall, FakeError, xml } from './fakeAnswer';
import { FakePeople } from './fakePeople';

export interface FakeRole {
  roleName: string;
  path: string;
  roleId: string;
  trustPolicy: PolicyDocument;
  description?: string;
  maxSessionDuration: number;
  permissionsBoundary?: string;
  tags: Record<string, string>;
  inline: Map<string, PolicyDocument>;
  attached: string[];
  /** ARNs. */
  instanceProfiles: string[];
}

export interface FakePolicy {
  arn: string;
  tags: Record<string, string>;
  /** The last is the newest. */
  versions: { id: number; document: PolicyDocument; isDefault: boolean }[];
  nextVersion: number;
}

/** As much of IAM as the product calls. Lists come in pages of two. */
export class FakeIam {
  readonly roles = new Map<string, FakeRole>();
  readonly policies = new Map<string, FakePolicy>();
  readonly people: FakePeople;
  quotas: Record<string, number> = {};
  private created = 0;

  constructor(private readonly accountId: string) {
    this.people = new FakePeople(accountId);
  }

  arnOf(role: FakeRole): string {
    return `arn:aws:iam::${this.accountId}:role${role.path}${role.roleName}`;
  }

  addRole(
    role: Partial<FakeRole> & Pick<FakeRole, 'roleName' | 'trustPolicy'>,
  ) {
    this.created += 1;
    const added: FakeRole = {
      path: '/personalize/',
      roleId: `AROA${String(this.created).padStart(17, 'X')}`,
      maxSessionDuration: 3600,
      tags: {},
      inline: new Map(),
      attached: [],
      instanceProfiles: [],
      ...role,
    };
    this.roles.set(added.roleName, added);
    return added;
  }

  addPolicy(arn: string, document: PolicyDocument, tags = {}): FakePolicy {
    const policy = {
      arn,
      tags,
      versions: [{ id: 1, document, isDefault: true }],
      nextVersion: 2,
    };
    this.policies.set(arn, policy);
    return policy;
  }

  answer({ operation, parameters }: FakeCall): FakeAnswer {
    const action = operation.replace('iam:', '');
    if (action === 'GetAccountSummary') {
      return summaryOf(this.quotas);
    }
    const ofPeople = this.people.perform(action, parameters);
    const result = ofPeople
      ? ofPeople.result
      : this.perform(action, parameters);
    return {
      status: 200,
      body: xml({
        [`${action}Response`]: {
          [`${action}Result`]: result ?? {},
          ResponseMetadata: { RequestId: `request-of-${action}` },
        },
      }),
    };
  }

  private perform(
    action: string,
    given: Record<string, string>,
  ): Parameters<typeof xml>[0] {
    switch (action) {
      case 'GetRole': {
        const role = this.role(given);
        return {
          Role: {
            RoleName: role.roleName,
            Path: role.path,
            Arn: this.arnOf(role),
            RoleId: role.roleId,
            AssumeRolePolicyDocument: encoded(role.trustPolicy),
            Description: role.description,
            MaxSessionDuration: role.maxSessionDuration,
            PermissionsBoundary: role.permissionsBoundary
              ? { PermissionsBoundaryArn: role.permissionsBoundary }
              : undefined,
            Tags: tagList(role.tags),
          },
        };
      }
      case 'ListRoles':
        return page('Roles', given, [...this.roles.values()], role => ({
          RoleName: role.roleName,
          Path: role.path,
          Arn: this.arnOf(role),
        }));
      case 'ListRolePolicies':
        return page(
          'PolicyNames',
          given,
          [...this.role(given).inline.keys()],
          name => name,
        );
      case 'GetRolePolicy': {
        const document = this.role(given).inline.get(given.PolicyName);
        if (!document) {
          throw new FakeError('NoSuchEntity', 404);
        }
        return {
          RoleName: given.RoleName,
          PolicyName: given.PolicyName,
          PolicyDocument: encoded(document),
        };
      }
      case 'ListAttachedRolePolicies':
        return page(
          'AttachedPolicies',
          given,
          this.role(given).attached,
          arn => ({ PolicyArn: arn, PolicyName: arn.split('/').at(-1) }),
        );
      case 'ListInstanceProfilesForRole':
        return page(
          'InstanceProfiles',
          given,
          this.role(given).instanceProfiles,
          arn => ({ Arn: arn }),
        );
      case 'ListEntitiesForPolicy': {
        const has = ({ attached }: { attached: string[] }) =>
          attached.includes(given.PolicyArn);
        const { users, groups } = this.people;
        return {
          PolicyRoles: [...this.roles.values()]
            .filter(has)
            .map(({ roleName }) => ({ RoleName: roleName })),
          PolicyGroups: [...groups]
            .filter(([, group]) => has(group))
            .map(([GroupName]) => ({ GroupName })),
          PolicyUsers: [...users]
            .filter(([, user]) => has(user))
            .map(([UserName]) => ({ UserName })),
          IsTruncated: false,
        };
      }
      case 'GetPolicy': {
        const policy = this.policy(given);
        const inForce = policy.versions.find(({ isDefault }) => isDefault);
        return {
          Policy: {
            Arn: policy.arn,
            DefaultVersionId: `v${inForce?.id}`,
            Tags: tagList(policy.tags),
          },
        };
      }
      case 'GetPolicyVersion': {
        const version = this.policy(given).versions.find(
          ({ id }) => `v${id}` === given.VersionId,
        );
        if (!version) {
          throw new FakeError('NoSuchEntity', 404);
        }
        return { PolicyVersion: { Document: encoded(version.document) } };
      }
      case 'ListPolicyVersions':
        return page(
          'Versions',
          given,
          [...this.policy(given).versions].reverse(),
          version => ({
            VersionId: `v${version.id}`,
            IsDefaultVersion: version.isDefault,
          }),
        );
      case 'CreateRole':
        if (this.roles.has(given.RoleName)) {
          throw new FakeError('EntityAlreadyExists', 409);
        }
        this.addRole({
          roleName: given.RoleName,
          path: given.Path,
          trustPolicy: JSON.parse(given.AssumeRolePolicyDocument),
          description: given.Description,
          maxSessionDuration: Number(given.MaxSessionDuration ?? 3600),
          permissionsBoundary: given.PermissionsBoundary,
          tags: tagsIn(given),
        });
        return {};
      case 'UpdateRole':
        Object.assign(this.role(given), {
          description: given.Description,
          maxSessionDuration: Number(given.MaxSessionDuration ?? 3600),
        });
        return {};
      case 'TagRole':
        for (const [key, value] of Object.entries(tagsIn(given))) {
          const { tags } = this.role(given);
          const twin = Object.keys(tags).find(
            other => other.toLowerCase() === key.toLowerCase(),
          );
          if (twin !== undefined) {
            delete tags[twin];
          }
          tags[key] = value;
        }
        return {};
      case 'DeleteRole': {
        const role = this.role(given);
        if (
          role.attached.length +
            role.inline.size +
            role.instanceProfiles.length >
          0
        ) {
          throw new FakeError('DeleteConflict', 409);
        }
        this.roles.delete(given.RoleName);
        return {};
      }
      case 'UpdateAssumeRolePolicy':
        this.role(given).trustPolicy = JSON.parse(given.PolicyDocument);
        return {};
      case 'PutRolePolicy':
        this.role(given).inline.set(
          given.PolicyName,
          JSON.parse(given.PolicyDocument),
        );
        return {};
      case 'DeleteRolePolicy':
        this.role(given).inline.delete(given.PolicyName);
        return {};
      case 'CreatePolicy': {
        const arn = `arn:aws:iam::${this.accountId}:policy${given.Path}${given.PolicyName}`;
        if (this.policies.has(arn)) {
          throw new FakeError('EntityAlreadyExists', 409);
        }
        this.addPolicy(arn, JSON.parse(given.PolicyDocument), tagsIn(given));
        return { Policy: { Arn: arn } };
      }
      case 'CreatePolicyVersion': {
        const policy = this.policy(given);
        if (policy.versions.length >= 5) {
          throw new FakeError('LimitExceeded', 409);
        }
        for (const version of policy.versions) {
          version.isDefault = false;
        }
        policy.versions.push({
          id: policy.nextVersion,
          document: JSON.parse(given.PolicyDocument),
          isDefault: true,
        });
        policy.nextVersion += 1;
        return {};
      }
      case 'DeletePolicyVersion': {
        const policy = this.policy(given);
        policy.versions = policy.versions.filter(
          ({ id }) => `v${id}` !== given.VersionId,
        );
        return {};
      }
      case 'DeletePolicy':
        if (
          this.policy(given).versions.length > 1 ||
          this.isAttached(given.PolicyArn)
        ) {
          throw new FakeError('DeleteConflict', 409);
        }
        this.policies.delete(given.PolicyArn);
        return {};
      case 'AttachRolePolicy':
        this.policy(given);
        this.role(given).attached.push(given.PolicyArn);
        return {};
      case 'DetachRolePolicy': {
        const role = this.role(given);
        role.attached = role.attached.filter(arn => arn !== given.PolicyArn);
        return {};
      }
      default:
        throw new FakeError('InvalidAction', 400, `no fake of iam:${action}`);
    }
  }

  private isAttached(policyArn: string): boolean {
    return [
      ...this.roles.values(),
      ...this.people.groups.values(),
      ...this.people.users.values(),
    ].some(({ attached }) => attached.includes(policyArn));
  }

  private role(given: Record<string, string>): FakeRole {
    const role = this.roles.get(given.RoleName);
    if (!role) {
      throw new FakeError('NoSuchEntity', 404);
    }
    return role;
  }

  private policy(given: Record<string, string>): FakePolicy {
    const policy = this.policies.get(given.PolicyArn);
    if (!policy) {
      throw new FakeError('NoSuchEntity', 404);
    }
    return policy;
  }
}

const PAGE = 2;

function page<T>(
  name: string,
  given: Record<string, string>,
  all: T[],
  show: (item: T) => Parameters<typeof xml>[0],
) {
  const start = Number(given.Marker ?? 0);
  const isLast = start + PAGE >= all.length;
  return {
    [name]: all.slice(start, start + PAGE).map(show),
    IsTruncated: !isLast,
    ...(isLast ? {} : { Marker: String(start + PAGE) }),
  };
}

function tagList(tags: Record<string, string>) {
  return Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
}

function tagsIn(given: Record<string, string>): Record<string, string> {
  const tags: Record<string, string> = {};
  for (let i = 1; given[`Tags.member.${i}.Key`] !== undefined; i++) {
    tags[given[`Tags.member.${i}.Key`]] = given[`Tags.member.${i}.Value`];
  }
  return tags;
}

/** A map of the query protocol is a list of entries. */
function summaryOf(quotas: Record<string, number>): FakeAnswer {
  const entries = Object.entries(quotas).map(([key, value]) =>
    xml({ entry: { key, value } }),
  );
  return {
    status: 200,
    body: `<GetAccountSummaryResponse><GetAccountSummaryResult><SummaryMap>${entries.join(
      '',
    )}</SummaryMap></GetAccountSummaryResult></GetAccountSummaryResponse>`,
  };
}
