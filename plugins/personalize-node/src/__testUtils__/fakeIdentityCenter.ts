import { FakeAnswer, FakeCall, FakeError } from './fakeAnswer';

export interface FakePermissionSet {
  arn: string;
  name: string;
  tags: Record<string, string>;
  /** Path and name. */
  references: string[];
  managedPolicies: string[];
  assignments: { account: string; type: string; id: string }[];
  /** By account, the references when it was last provisioned. */
  provisioned: Map<string, string[]>;
}

interface Reference {
  Name: string;
  Path: string;
}

interface Given {
  Name: string;
  PermissionSetArn: string;
  ResourceArn: string;
  AccountId: string;
  TargetId: string;
  PrincipalType: string;
  PrincipalId: string;
  ProvisioningStatus?: string;
  CustomerManagedPolicyReference: Reference;
  Tags?: { Key: string; Value: string }[];
  NextToken?: string;
}

/** As much of Identity Center as the product calls. Lists come in pages of two. */
export class FakeIdentityCenter {
  readonly sets = new Map<string, FakePermissionSet>();
  instances = ['arn:aws:sso:::instance/ssoins-0123456789abcdef'];
  /** How often something is looked at before it is at an end. */
  looksUntilEnd = 0;
  /** Why nothing that is taken on succeeds. */
  failureReason: string | undefined;
  private looks = 0;

  addSet(
    name: string,
    more: Partial<FakePermissionSet> = {},
  ): FakePermissionSet {
    const set: FakePermissionSet = {
      arn: `arn:aws:sso:::permissionSet/ssoins-0123456789abcdef/ps-${name}`,
      name,
      tags: {},
      references: [],
      managedPolicies: [],
      assignments: [],
      provisioned: new Map(),
      ...more,
    };
    this.sets.set(name, set);
    return set;
  }

  answer({ operation, body }: FakeCall): FakeAnswer {
    return {
      status: 200,
      body: JSON.stringify(
        this.perform(operation.split(':')[1], JSON.parse(body)),
      ),
    };
  }

  private perform(action: string, given: Given): object {
    switch (action) {
      case 'ListInstances':
        return page('Instances', given, this.instances, InstanceArn => ({
          InstanceArn,
        }));
      case 'ListPermissionSets':
        return page(
          'PermissionSets',
          given,
          [...this.sets.values()],
          set => set.arn,
        );
      case 'DescribePermissionSet':
        return { PermissionSet: { Name: this.set(given).name } };
      case 'ListTagsForResource':
        return page(
          'Tags',
          given,
          Object.entries(
            this.set({ ...given, PermissionSetArn: given.ResourceArn }).tags,
          ),
          ([Key, Value]) => ({ Key, Value }),
        );
      case 'ListCustomerManagedPolicyReferencesInPermissionSet':
        return page(
          'CustomerManagedPolicyReferences',
          given,
          this.set(given).references,
          reference => ({
            Name: reference.split('/').at(-1),
            Path: reference.slice(0, reference.lastIndexOf('/') + 1),
          }),
        );
      case 'ListManagedPoliciesInPermissionSet':
        return {
          AttachedManagedPolicies: this.set(given).managedPolicies.map(Arn => ({
            Arn,
          })),
        };
      case 'GetInlinePolicyForPermissionSet':
        return { InlinePolicy: '' };
      case 'ListAccountAssignments':
        return page(
          'AccountAssignments',
          given,
          this.set(given).assignments.filter(
            ({ account }) => account === given.AccountId,
          ),
          ({ account, type, id }) => ({
            AccountId: account,
            PrincipalType: type,
            PrincipalId: id,
          }),
        );
      case 'ListAccountsForProvisionedPermissionSet': {
        const set = this.set(given);
        return page(
          'AccountIds',
          given,
          [...set.provisioned]
            .filter(
              ([, references]) =>
                given.ProvisioningStatus === undefined ||
                String(references) !== String(set.references),
            )
            .map(([account]) => account),
          account => account,
        );
      }
      case 'CreatePermissionSet': {
        if (this.sets.has(given.Name)) {
          throw new FakeError('ConflictException', 400);
        }
        const set = this.addSet(given.Name, {
          tags: Object.fromEntries(
            (given.Tags ?? []).map(({ Key, Value }) => [Key, Value]),
          ),
        });
        return { PermissionSet: { PermissionSetArn: set.arn } };
      }
      case 'DeletePermissionSet':
        if (this.set(given).assignments.length > 0) {
          throw new FakeError('ConflictException', 400);
        }
        this.sets.delete(this.set(given).name);
        return {};
      case 'AttachCustomerManagedPolicyReferenceToPermissionSet': {
        const set = this.set(given);
        set.references = [...set.references, referenceIn(given)];
        return {};
      }
      case 'DetachCustomerManagedPolicyReferenceFromPermissionSet': {
        const set = this.set(given);
        set.references = set.references.filter(
          reference => reference !== referenceIn(given),
        );
        return {};
      }
      case 'CreateAccountAssignment': {
        const set = this.set(given);
        return this.takenOn('AccountAssignmentCreationStatus', () => {
          set.assignments.push(assignmentIn(given));
          if (!set.provisioned.has(given.TargetId)) {
            set.provisioned.set(given.TargetId, set.references);
          }
        });
      }
      case 'DeleteAccountAssignment': {
        const set = this.set(given);
        return this.takenOn('AccountAssignmentDeletionStatus', () => {
          const gone = JSON.stringify(assignmentIn(given));
          set.assignments = set.assignments.filter(
            assignment => JSON.stringify(assignment) !== gone,
          );
          if (
            set.assignments.every(({ account }) => account !== given.TargetId)
          ) {
            set.provisioned.delete(given.TargetId);
          }
        });
      }
      case 'ProvisionPermissionSet': {
        const set = this.set(given);
        return this.takenOn('PermissionSetProvisioningStatus', () => {
          set.provisioned.set(given.TargetId, set.references);
        });
      }
      case 'DescribeAccountAssignmentCreationStatus':
        return this.status('AccountAssignmentCreationStatus');
      case 'DescribeAccountAssignmentDeletionStatus':
        return this.status('AccountAssignmentDeletionStatus');
      case 'DescribePermissionSetProvisioningStatus':
        return this.status('PermissionSetProvisioningStatus');
      default:
        throw new FakeError(
          'InvalidAction',
          400,
          `no fake of sso-admin:${action}`,
        );
    }
  }

  private takenOn(name: string, make: () => void): object {
    this.looks = 0;
    if (this.failureReason === undefined) {
      make();
    }
    return this.status(name);
  }

  private status(name: string): object {
    const isAtEnd = this.looks >= this.looksUntilEnd;
    this.looks += 1;
    const ended = this.failureReason
      ? { Status: 'FAILED', FailureReason: this.failureReason }
      : { Status: 'SUCCEEDED' };
    return {
      [name]: {
        RequestId: 'process-1',
        ...(isAtEnd ? ended : { Status: 'IN_PROGRESS' }),
      },
    };
  }

  private set({ PermissionSetArn: arn }: Given): FakePermissionSet {
    const set = [...this.sets.values()].find(one => one.arn === arn);
    if (!set) {
      throw new FakeError('ResourceNotFoundException', 400);
    }
    return set;
  }
}

function referenceIn({ CustomerManagedPolicyReference }: Given): string {
  return `${CustomerManagedPolicyReference.Path}${CustomerManagedPolicyReference.Name}`;
}

function assignmentIn({ TargetId, PrincipalType, PrincipalId }: Given) {
  return { account: TargetId, type: PrincipalType, id: PrincipalId };
}

const PAGE = 2;

function page<T>(
  name: string,
  { NextToken }: Given,
  all: T[],
  show: (item: T) => unknown,
): object {
  const start = Number(NextToken ?? 0);
  const isLast = start + PAGE >= all.length;
  return {
    [name]: all.slice(start, start + PAGE).map(show),
    ...(isLast ? {} : { NextToken: String(start + PAGE) }),
  };
}
