import {
  Conflict,
  roleArn,
  RoleTarget,
} from '@personalize-portal/backstage-plugin-personalize-common';
import { attachmentName } from '../role/changes';
import { AwsSession } from '../../aws/awsSession';
import { IamRole, PolicyEntity } from '../../aws/iam';
import {
  PEOPLE_READS,
  readAttachedPolicies,
  readInlinePolicies,
  readRole,
} from '../../aws/iamReads';
import { attachPolicy, detachPolicy } from '../../aws/iamWrites';
import { retryWhile } from '../../aws/retry';
import { PlannedChange } from '../../engine/plan';
import { changeThat, NOT_KNOWN_YET } from '../shared/changes';
import { isOnRecord } from '../shared/roleStanding';
import { readTargetRole, TargetRole } from '../shared/targetRole';
import { PresetPolicy } from './presetPolicies';
import { nameOf, RoleOnRecord, WantedPrincipal } from './wanted';

/** A role, group or user of the account that has or will have preset policies. */
export interface Holder extends PolicyEntity {
  arn: string;
  /** Undefined if it is no longer requested. */
  wanted: WantedPrincipal | undefined;
  /** Whether it exists. */
  exists: boolean;
  /** ARNs of the managed policies on it. */
  attached: string[];
  /** As AWS holds it; for an existing role. */
  role: IamRole | undefined;
  /** As `TargetRole.misfit`; for a requested role. */
  misfit?: Conflict;
  /** Whether the record names a role as created for people; a tag proves nothing. */
  isOurs: boolean;
  /** Whether a role has inline policies. */
  hasInlinePolicies: boolean;
}

/** IAM's name for roles that Identity Center creates; only Identity Center may change them. */
const RESERVED_ROLE = /^AWSReservedSSO_/;

/** Whether Identity Center created the role for a permission set. */
export function isReservedRole(name: string): boolean {
  return RESERVED_ROLE.test(name);
}

/**
 * Whether the role belongs to this permission set: its name ends in a suffix of its
 * own, without `_`.
 */
export function isReservedRoleOf(name: string, setName: string): boolean {
  const start = `AWSReservedSSO_${setName}_`;
  return name.startsWith(start) && !name.slice(start.length).includes('_');
}

/** Reads the requested principals, those with a preset policy, and the recorded roles. */
export async function readHolders(
  session: AwsSession,
  role: RoleTarget,
  wanted: WantedPrincipal[],
  policies: PresetPolicy[],
  onRecord: RoleOnRecord[] = [],
): Promise<Holder[]> {
  const asked = wanted.flatMap(one => {
    const kind = kindOf(one);
    return kind ? [{ kind, name: nameOf(one.principal), wanted: one }] : [];
  });
  const before = policies
    .flatMap(({ entities }) => entities)
    .filter(
      ({ kind, name }, index, all) =>
        !(kind === 'role' && isReservedRole(name)) &&
        ![...asked, ...all.slice(0, index)].some(
          other =>
            other.kind === kind &&
            // IAM compares names without case.
            other.name.toLowerCase() === name.toLowerCase(),
        ),
    )
    .map(entity => ({ ...entity, wanted: undefined }));
  const notFoundYet = onRecord.filter(
    ({ roleName }) =>
      ![...asked, ...before].some(
        ({ kind, name }) =>
          kind === 'role' && name.toLowerCase() === roleName.toLowerCase(),
      ),
  );
  const holders = await Promise.all(
    [...asked, ...before].map(({ kind, name, wanted: one }) =>
      kind === 'role'
        ? readRoleHolder(session, role, name, one)
        : readGroupOrUser(session, kind, name, one),
    ),
  );
  return [...holders, ...(await readRecordedRoles(session, role, notFoundYet))];
}

/** Roles that only the record shows to be ours; a deleted or replaced role doesn't count. */
async function readRecordedRoles(
  session: AwsSession,
  target: RoleTarget,
  onRecord: RoleOnRecord[],
): Promise<Holder[]> {
  const found = await Promise.all(
    onRecord.map(async ({ roleName, roleId }): Promise<Holder[]> => {
      const role = await readRole(session, roleName);
      return role && role.roleId === (roleId ?? role.roleId)
        ? [await readRoleHolder(session, target, roleName, undefined)]
        : [];
    }),
  );
  return found.flat();
}

function kindOf({ principal }: WantedPrincipal): Holder['kind'] | undefined {
  if ('roleName' in principal) {
    return 'role';
  }
  return principal.type === 'permission-set' ? undefined : principal.type;
}

/** A role that is no longer requested may be at any path. */
async function readRoleHolder(
  session: AwsSession,
  target: RoleTarget,
  name: string,
  wanted: WantedPrincipal | undefined,
): Promise<Holder> {
  const asked = { ...target, roleName: name };
  const [{ role, misfit }, attached, inline] = await Promise.all([
    wanted ? readTargetRole(session, asked) : readAnyRole(session, name),
    readAttachedPolicies(session, name),
    readInlinePolicies(session, name),
  ]);
  return {
    kind: 'role',
    name,
    arn: role?.arn ?? roleArn(asked),
    wanted,
    exists: role !== undefined,
    attached,
    role,
    misfit,
    isOurs: role !== undefined && isOnRecord(session, role),
    hasInlinePolicies: inline.size > 0,
  };
}

async function readAnyRole(
  session: AwsSession,
  name: string,
): Promise<TargetRole> {
  return { role: await readRole(session, name) };
}

async function readGroupOrUser(
  session: AwsSession,
  kind: 'group' | 'user',
  name: string,
  wanted: WantedPrincipal | undefined,
): Promise<Holder> {
  const { readArn, readAttached } = PEOPLE_READS[kind];
  const [arn, attached] = await Promise.all([
    readArn(session, name),
    readAttached(session, name),
  ]);
  return {
    kind,
    name,
    arn: arn ?? '',
    wanted,
    exists: arn !== undefined,
    attached,
    role: undefined,
    isOurs: false,
    hasInlinePolicies: false,
  };
}

/** What changes on a holder, by policy ARN. */
export interface Attachments {
  attach: string[];
  detach: string[];
}

/** Compares our policies on a holder with those it should have. */
export function attachmentsOf(
  { wanted, attached }: Holder,
  policies: PresetPolicy[],
): Attachments {
  const isWanted = ({ preset }: PresetPolicy) =>
    wanted?.presets.includes(preset) ?? false;
  return {
    attach: policies
      .filter(policy => isWanted(policy) && !attached.includes(policy.arn))
      .map(({ arn }) => arn),
    detach: policies
      .filter(policy => !isWanted(policy) && attached.includes(policy.arn))
      .map(({ arn }) => arn),
  };
}

/**
 * Attaches a policy to a holder.
 *
 * @param isNew - whether the same plan creates one of them
 */
export function attach(
  holder: Holder,
  policyArn: string,
  isNew: boolean,
): PlannedChange {
  return changeThat(
    {
      part: 'users',
      resource: attachmentName(holder.arn, policyArn),
      operation: 'create',
      after: { policyArn },
    },
    async session => {
      const make = () => attachPolicy(session, holder, policyArn);
      await (isNew ? retryWhile(session, NOT_KNOWN_YET, make) : make());
      return true;
    },
  );
}

/** Detaches a policy from a holder. */
export function detach(holder: Holder, policyArn: string): PlannedChange {
  return changeThat(
    {
      part: 'users',
      resource: attachmentName(holder.arn, policyArn),
      operation: 'delete',
      before: { policyArn },
    },
    async session => {
      await detachPolicy(session, holder, policyArn);
      return true;
    },
  );
}
