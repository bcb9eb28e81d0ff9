import {
  parsePlace,
  Conflict,
  partitionOf,
  PermissionSetDetail,
  PermissionSetPrincipal,
  placeText,
  Problem,
  RoleTarget,
} from '@personalize-portal/backstage-plugin-personalize-common';
import { AwsSession } from '../../aws/awsSession';
import { OncePerSession } from '../../aws/oncePerSession';
import { readSettled } from '../../aws/readSettled';
import {
  Assignee,
  hasOtherPolicies,
  PolicyReference,
  readAssignees,
  readOutdatedAccounts,
  readPermissionSetArns,
  readPermissionSetName,
  readPermissionSetTags,
  readPolicyReferences,
  readProvisionedAccounts,
  openIdentityCenter,
} from '../../aws/identityCenterReads';
import { inBatches } from '../../aws/inBatches';
import { isManaged } from '../shared/tags';
import { PresetPolicy } from './presetPolicies';
import { isPermissionSet, WantedPrincipal } from './wanted';

/** A permission set that is requested, or has a preset policy from before. */
export interface PermissionSet {
  name: string;
  /** Undefined if it is no longer requested. */
  wanted: WantedPrincipal<PermissionSetPrincipal> | undefined;
  /** Undefined until the change that creates the set sets it. */
  arn: string | undefined;
  /** Whether the product created it. */
  isManaged: boolean;
  references: PolicyReference[];
  /** Whether it has policies besides those it refers to. */
  hasOtherPolicies: boolean;
  /** Its assignees in the account. */
  assignees: Assignee[];
  /** The accounts in which it is provisioned. */
  accounts: string[];
  /** Whether the account has an older version of it. */
  isOutdated: boolean;
}

/** What the users part reads from Identity Center. */
export interface PermissionSets {
  /** Empty if the request doesn't concern Identity Center. */
  instanceArn: string;
  sets: PermissionSet[];
  /** Why the requested ones can't be read. */
  faults: Problem[];
}

/** The part of a permission set that names its changes. */
interface NamedSet {
  instanceArn: string;
  set: { name: string };
}

/** The name of a permission set, or of what belongs to it, in changes. */
export function setResource(
  { instanceArn, set }: NamedSet,
  detail?: PermissionSetDetail,
): string {
  return placeText({
    arn: instanceArn,
    kind: 'permission-set',
    name: set.name,
    detail,
  });
}

/** Identity Center answers some twenty calls a second, for the whole organisation. */
const AT_ONCE = 8;

/**
 * Reads the requested permission sets, and those of ours with a preset policy from
 * before. Identity Center finds none by name, so all must be read.
 */
export async function readPermissionSets(
  session: AwsSession,
  target: RoleTarget,
  principals: WantedPrincipal[],
  policies: PresetPolicy[],
): Promise<PermissionSets> {
  const wanted = principals.filter(isPermissionSet);
  const isReachable =
    session.identityCenter !== undefined &&
    partitionOf(session.identityCenter.region) === target.partition;
  const mayBeReferred = policies.some(({ found }) => found !== undefined);
  if (!isReachable || (wanted.length === 0 && !mayBeReferred)) {
    return {
      instanceArn: '',
      sets: [],
      faults: wanted.map(({ principal, field }) => ({
        field: `${field}.name`,
        value: principal.name,
        rule: "permission sets need personalize.identityCenter, which isn't configured for the partition of the account; ask the team that runs the portal, or choose another type of principal",
        isUnseen: true,
      })),
    };
  }
  const { instanceArn } = await openIdentityCenter(session);
  const readSets = async (arns: Promise<string[]>) => {
    const found = await inBatches(AT_ONCE, await arns, arn =>
      readRelevantSet(session, instanceArn, arn, wanted, policies),
    );
    return found.flatMap(set => set ?? []);
  };
  const existing = await readSettled(
    session,
    {
      name: 'the permission sets of Identity Center',
      outdated: sets =>
        session.staleReads.outdatedIn(resource => {
          const asked = wanted.find(
            ({ principal }) =>
              setResource({ instanceArn, set: principal }) === resource,
          );
          return asked && sets.some(set => set.wanted === asked);
        }),
      read: () => readSets(readPermissionSetArns.afresh(session, '')),
    },
    readSets(readPermissionSetArns(session, '')),
  );
  return {
    instanceArn,
    faults: [],
    sets: [
      ...existing,
      ...wanted
        .filter(one => existing.every(set => set.wanted !== one))
        .map(plannedSet),
    ],
  };
}

/** Reads no more of a set that the request doesn't concern. */
async function readRelevantSet(
  session: AwsSession,
  instanceArn: string,
  arn: string,
  wantedSets: WantedPrincipal<PermissionSetPrincipal>[],
  policies: PresetPolicy[],
): Promise<PermissionSet | undefined> {
  const existing = policies.filter(({ found }) => found !== undefined);
  const [name, references] = await Promise.all([
    wantedSets.length > 0 ? readPermissionSetName(session, arn) : undefined,
    existing.length > 0 ? readPolicyReferences(session, arn) : [],
  ]);
  const wanted = wantedSets.find(({ principal }) => principal.name === name);
  const isReferring = references.some(reference =>
    existing.some(policy => refersTo(reference, policy)),
  );
  if (!wanted && !isReferring) {
    return undefined;
  }
  const tags = await readPermissionSetTags(session, arn);
  if (!wanted && !isManaged(tags)) {
    return undefined;
  }
  const ownName = await readPermissionSetName(session, arn);
  const of = { instanceArn, set: { name: ownName } };
  const { accountId } = session;
  const [allReferences, others, assignees, accounts, outdated] =
    await Promise.all([
      settledList(
        session,
        arn,
        readPolicyReferences,
        of,
        ({ kind }) => kind === 'customer-managed-policy',
        reference => ({ kind: 'customer-managed-policy', ...reference }),
      ),
      hasOtherPolicies(session, arn),
      settledList(
        session,
        arn,
        readAssignees,
        of,
        one => one.kind === 'assignment' && one.accountId === accountId,
        assignee => ({ kind: 'assignment', accountId, assignee }),
      ),
      readProvisionedAccounts(session, arn),
      readSettled(
        session,
        {
          name: `permission set ${ownName}`,
          outdated: behind => {
            const resource = setResource(of, {
              kind: 'provisioning',
              accountId,
            });
            return behind.includes(accountId) &&
              session.staleReads.wroteLately(resource)
              ? [resource]
              : [];
          },
          read: () => readOutdatedAccounts.afresh(session, arn),
        },
        readOutdatedAccounts(session, arn),
      ),
    ]);
  if (!wanted && isElsewhere(session, accounts, assignees)) {
    return undefined;
  }
  return {
    name: ownName,
    wanted,
    arn,
    isManaged: isManaged(tags),
    references: allReferences,
    hasOtherPolicies: others,
    assignees,
    accounts,
    isOutdated: outdated.includes(session.accountId),
  };
}

/** What a set has of one kind, read again until it shows what was just written. */
function settledList<T>(
  session: AwsSession,
  setArn: string,
  read: OncePerSession<T[]>,
  of: NamedSet,
  isOfKind: (detail: PermissionSetDetail) => boolean,
  detailOf: (item: T) => PermissionSetDetail,
): Promise<T[]> {
  return readSettled(
    session,
    {
      name: `permission set ${of.set.name}`,
      outdated: items => {
        const shown = items.map(item => setResource(of, detailOf(item)));
        return session.staleReads.outdatedIn(resource => {
          const place = parsePlace(resource);
          return place.kind === 'permission-set' &&
            place.arn === of.instanceArn &&
            place.name === of.set.name &&
            place.detail &&
            isOfKind(place.detail)
            ? shown.includes(resource)
            : undefined;
        });
      },
      read: () => read.afresh(session, setArn),
    },
    read(session, setArn),
  );
}

/**
 * A set names its policies without an account, so a set that is only used in other
 * accounts means their policies of the same name.
 */
function isElsewhere(
  { accountId }: AwsSession,
  accounts: string[],
  assignees: Assignee[],
): boolean {
  return (
    accounts.length > 0 &&
    !accounts.includes(accountId) &&
    assignees.length === 0
  );
}

function plannedSet(
  wanted: WantedPrincipal<PermissionSetPrincipal>,
): PermissionSet {
  return {
    name: wanted.principal.name,
    wanted,
    arn: undefined,
    isManaged: true,
    references: [],
    hasOtherPolicies: false,
    assignees: [],
    accounts: [],
    isOutdated: false,
  };
}

/** Whether a permission set refers to one of our policies. */
export function refersTo(
  { name, path }: PolicyReference,
  { arn }: Pick<PresetPolicy, 'arn'>,
): boolean {
  return arn.endsWith(`:policy${path}${name}`);
}

/** What changes in a permission set. */
export interface PermissionSetDelta {
  refer: PolicyReference[];
  unrefer: PolicyReference[];
  assign: Assignee[];
  unassign: Assignee[];
  /** People who aren't requested but stay because the set also gives them other access. */
  kept: Assignee[];
  /** Whether the account must be provisioned again after changes to the set. */
  provision: boolean;
  /** Whether nothing is left of the set. */
  isLeftOver: boolean;
}

/** Compares what a permission set has with what it should have. */
export function permissionSetDelta(
  target: RoleTarget,
  set: PermissionSet,
  policies: PresetPolicy[],
): PermissionSetDelta {
  const isWanted = ({ preset }: PresetPolicy) =>
    set.wanted?.presets.includes(preset) ?? false;
  const refer = policies
    .filter(
      policy =>
        isWanted(policy) &&
        !set.references.some(reference => refersTo(reference, policy)),
    )
    .map(({ name }) => ({ name, path: target.rolePath }));
  const unrefer = set.references.filter(
    reference =>
      !isLeftToOthers(target, set, policies) &&
      policies.some(policy => refersTo(reference, policy) && !isWanted(policy)),
  );
  const asked = set.wanted?.principal.assignTo ?? [];
  const assign = asked.filter(one => !set.assignees.some(isSame(one)));
  const others = set.assignees.filter(one => !asked.some(isSame(one)));
  const unassign = isShared(set, policies) ? [] : others;
  const isLeftOver =
    !set.wanted &&
    !isShared(set, policies) &&
    set.accounts.every(account => account === target.accountId);
  const isAssigned = set.assignees.length - unassign.length + assign.length > 0;
  return {
    refer,
    unrefer,
    assign,
    unassign,
    kept: isShared(set, policies) ? others : [],
    provision:
      isAssigned &&
      needsProvisioning(
        target,
        set,
        set.assignees.length > unassign.length,
        refer.length + unrefer.length > 0,
      ),
    isLeftOver,
  };
}

/**
 * Whether a set is only removed from this account: it is no longer requested here,
 * nobody keeps it here, and other accounts use it with policies of theirs.
 */
function isLeftToOthers(
  { accountId }: RoleTarget,
  set: PermissionSet,
  policies: PresetPolicy[],
): boolean {
  return (
    !set.wanted &&
    !isShared(set, policies) &&
    set.accounts.some(account => account !== accountId)
  );
}

/**
 * Whether the account needs provisioning. A new assignment brings the set to an
 * account, but doesn't update it there.
 *
 * @param isKept - whether it had assignees in the account before
 */
export function needsProvisioning(
  { accountId }: RoleTarget,
  { accounts, isOutdated }: PermissionSet,
  isKept: boolean,
  isChanged: boolean,
): boolean {
  return accounts.includes(accountId)
    ? isOutdated || isChanged
    : // It was assigned, but never provisioned.
      isKept;
}

/** Whether a set gives people more than this set-up's presets. */
function isShared(set: PermissionSet, policies: PresetPolicy[]): boolean {
  return (
    set.hasOtherPolicies ||
    set.references.some(
      reference => !policies.some(policy => refersTo(reference, policy)),
    )
  );
}

function isSame(one: Assignee): (other: Assignee) => boolean {
  return other => other.kind === one.kind && other.id === one.id;
}

/**
 * Reports why a permission set can't be used as requested: someone else made it, or
 * it would need the policy in another account.
 */
export function unfitSetFaults(
  target: RoleTarget,
  { wanted, name, isManaged: isOurs, accounts }: PermissionSet,
  { refer }: PermissionSetDelta,
): Conflict[] {
  const others = accounts.filter(account => account !== target.accountId);
  const reason =
    wanted &&
    ((!isOurs &&
      `Identity Center has a permission set ${name} that the portal didn't create (it has no tag personalize:managed), and a change would reach every account that uses it. Choose another name.`) ||
      (refer.length > 0 &&
        others.length > 0 &&
        `permission set ${name} is also used in account ${others.join(
          ', ',
        )}, where the policy ${refer
          .map(reference => reference.name)
          .join(
            ', ',
          )} doesn't exist, so Identity Center could no longer provision the set there. Choose another name: one permission set for each account.`));
  return reason ? [{ field: 'users', message: reason }] : [];
}
