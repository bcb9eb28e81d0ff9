import {
  isServicePolicyStatement,
  mergeOwned,
  placeText,
  PolicyDocument,
  roleArn,
  RoleTarget,
  statementName,
} from '@personalize-portal/backstage-plugin-personalize-common';
import { AwsSession } from '../../aws/awsSession';
import { IamPolicy, IamRole, PolicyEntity } from '../../aws/iam';
import {
  readAttachedPolicies,
  readInlinePolicies,
  readInstanceProfiles,
  readManagedPolicy,
  readPolicyEntities,
} from '../../aws/iamReads';
import {
  DocumentPlan,
  planPolicyChange,
  PolicyEdit,
} from '../../engine/policyChange';
import { roomIn } from '../../engine/policyHome';
import {
  Blocker,
  Remainder,
  RevokeSubject,
  RevokePlan,
} from '../../engine/plan';
import {
  foreignStatements,
  sortEditable,
  staysForOthers,
} from '../shared/editability';
import {
  managedPolicyHome,
  policyDeletion,
  roleDeletion,
} from '../shared/iamChanges';
import { inlinePolicyResource } from '../shared/inlinePolicy';
import { isManaged } from '../shared/tags';
import { holdingOf, notCreatedHere } from '../shared/record';
import { attachmentName, detachServicePolicy } from './changes';
import { putBackSettings } from './restore';
import { servicePolicyArn } from '../shared/roleStanding';
import { addedToTrust } from '../trust/revoke';

/** What the role part of a set-up added, and what is attached to it now. */
export interface AddedRole {
  /** The role's managed policy, if it is ours. */
  servicePolicy: IamPolicy | undefined;
  /** The entities that have the policy. */
  holders: PolicyEntity[];
  /** ARNs of the managed policies on the role. */
  attached: string[];
  /** Names of the role's inline policies. */
  inline: string[];
  /** ARNs of the instance profiles that give EC2 the role. */
  instanceProfiles: string[];
}

/** Reads what is attached to the role, and who has its policy. */
export async function readAddedRole(
  session: AwsSession,
  { role: target, found }: RevokeSubject,
): Promise<AddedRole> {
  const arn = servicePolicyArn(target);
  const policy = await readManagedPolicy(session, arn);
  const servicePolicy = policy && isManaged(policy.tags) ? policy : undefined;
  const [holders, attached, inline, instanceProfiles] = await Promise.all([
    servicePolicy ? readPolicyEntities(session, arn) : [],
    found ? readAttachedPolicies(session, found.roleName) : [],
    found
      ? readInlinePolicies(session, found.roleName)
      : new Map<string, PolicyDocument>(),
    found ? readInstanceProfiles(session, found.roleName) : [],
  ]);
  return {
    servicePolicy,
    holders,
    attached,
    inline: [...inline.keys()],
    instanceProfiles,
  };
}

/**
 * Detaches the policy from the role and deletes both. The policy stays if others
 * added statements to it or attached it elsewhere. The role stays if others added
 * something to it, if it existed before the set-up, or if another role replaced it.
 */
export function planRoleRevoke(
  subject: RevokeSubject,
  added: AddedRole,
  earlier: readonly RevokePlan[] = [],
): RevokePlan {
  const policy = revokePolicy(subject, added);
  const role = revokeRole(
    subject,
    { ...added, inline: inlineLeft(subject.role, added.inline, earlier) },
    policy.stays,
  );
  return {
    part: 'role',
    faults: policy.faults,
    changes: [...policy.changes, ...role.changes],
    warnings: [],
    room: policy.room,
    blockers: [...policy.blockers, ...role.blockers],
    kept: [...policy.kept, ...role.kept],
  };
}

type RevokeSteps = Pick<RevokePlan, 'changes' | 'blockers' | 'kept'>;

const NONE = { changes: [], blockers: [], kept: [], room: [], faults: [] };

const takeOutOfPolicy: PolicyEdit = found =>
  mergeOwned(found, [], isServicePolicyStatement).document;

function revokePolicy(
  { role: target }: RevokeSubject,
  { servicePolicy, holders, attached }: AddedRole,
): RevokeSteps & DocumentPlan & { stays: boolean } {
  if (!servicePolicy) {
    return { ...NONE, stays: false };
  }
  const { arn, document } = servicePolicy;
  const isOnRole = attached.includes(arn);
  const home = managedPolicyHome(arn);
  const withRemove = { home: { ...home, remove: async () => {} }, document };
  const sorted = sortEditable([withRemove], () => takeOutOfPolicy);
  if (sorted.editable.length === 0) {
    return {
      ...NONE,
      blockers: sorted.blockers,
      kept: sorted.kept,
      room: [roomIn(home, document)],
      stays: isOnRole,
    };
  }
  const left = takeOutOfPolicy(document);
  const others = holders.filter(
    ({ kind, name }) => !(kind === 'role' && name === target.roleName),
  );
  const blockers = [
    ...foreignStatements(arn, `the policy ${arn}`, left),
    ...others.map(
      ({ kind, name }): Blocker => ({
        kind: 'attachment',
        resource: arn,
        message: `Somebody attached the policy ${arn} to ${kind} ${name}. Detach it there first.`,
      }),
    ),
  ];
  if (left) {
    return {
      ...planPolicyChange('role', home, document, takeOutOfPolicy),
      blockers,
      kept: [staysForOthers(arn)],
      stays: isOnRole,
    };
  }
  return {
    ...NONE,
    changes: [
      ...(isOnRole ? [detachServicePolicy(target, arn)] : []),
      ...(others.length > 0 ? [] : [policyDeletion('role', arn, document)]),
    ],
    blockers,
    kept:
      others.length > 0
        ? [
            {
              resource: arn,
              reason: `Policy ${arn} stays: others attached it to ${others
                .map(({ kind, name }) => `${kind} ${name}`)
                .join(', ')}`,
            },
          ]
        : [],
    stays: false,
  };
}

function revokeRole(
  subject: RevokeSubject,
  added: AddedRole,
  keepsServicePolicy: boolean,
): RevokeSteps {
  const { found } = subject;
  if (!found) {
    return { changes: [], blockers: [], kept: [] };
  }
  const otherwise = notCreatedHere(subject, found);
  if (otherwise) {
    const holding = holdingOf(subject, found.arn);
    const isAdopted = !holding || holding.before !== undefined;
    const back = isAdopted
      ? putBackSettings(subject, found)
      : { changes: [], kept: [] };
    return {
      changes: back.changes,
      blockers: [],
      kept: [
        { resource: found.arn, reason: `${found.arn}: ${otherwise}` },
        ...back.kept,
      ],
    };
  }
  const blockers = addedToRole(subject, found, added);
  if (blockers.length === 0 && !keepsServicePolicy) {
    return {
      changes: [roleDeletion('role', found)],
      blockers: [],
      kept: [],
    };
  }
  return { changes: [], blockers, kept: [roleStays(found, blockers)] };
}

/** Names what others add to a role, for use in a sentence. */
const WORDS: Partial<Record<Blocker['kind'], string>> = {
  'inline-policy': 'inline policies',
  'attached-policy': 'attached policies',
  'instance-profile': 'instance profiles',
  statement: 'statements in its trust policy',
};

function roleStays({ arn }: IamRole, blockers: Blocker[]): Remainder {
  const what = [...new Set(blockers.map(({ kind }) => WORDS[kind]))];
  return {
    resource: arn,
    reason: `Role ${arn} stays, because deleting it would remove what others added to it: ${
      what.join(', ') || 'statements in its policy'
    }. Personalize can still assume it. Delete it by hand once nobody needs it`,
  };
}

/** What others have added to the role since; it would be lost with the role. */
function addedToRole(
  subject: RevokeSubject,
  found: IamRole,
  { attached, inline, instanceProfiles }: AddedRole,
): Blocker[] {
  const { role: target } = subject;
  const onRole = (
    kind: Blocker['kind'],
    resource: string,
    what: string,
  ): Blocker => ({
    kind,
    resource,
    message: `Somebody gave role ${target.roleName} ${what}. Remove it if nobody needs it.`,
  });
  return [
    ...inline.map(name =>
      onRole(
        'inline-policy',
        inlinePolicyResource(target, name),
        `the inline policy ${name}, or statements in it`,
      ),
    ),
    ...attached
      .filter(arn => arn !== servicePolicyArn(target))
      .map(arn =>
        onRole(
          'attached-policy',
          attachmentName(roleArn(target), arn),
          `the policy ${arn}`,
        ),
      ),
    ...instanceProfiles.map(arn =>
      onRole('instance-profile', arn, `to EC2, by the instance profile ${arn}`),
    ),
    ...addedToTrust(subject, found).map(({ statement, index }) =>
      onRole(
        'statement',
        placeText({ arn: found.arn, kind: 'trust-policy' }),
        `statement ${statementName(
          statement,
          index,
        )} in its trust policy, which lets others in`,
      ),
    ),
  ];
}

/** The inline policies that the plans of other parts don't remove. */
function inlineLeft(
  target: RoleTarget,
  names: readonly string[],
  plans: readonly RevokePlan[],
): string[] {
  return names.filter(
    name =>
      !plans.some(({ changes }) =>
        changes.some(
          ({ change }) =>
            change.operation === 'delete' &&
            change.resource === inlinePolicyResource(target, name),
        ),
      ),
  );
}
