import {
  Conflict,
  isUserPolicyStatement,
  mergeOwned,
  Preset,
  PRESETS,
  RoleTarget,
  userPolicyArn,
  userPolicyName,
  userPolicyStatements,
} from '@personalize-portal/backstage-plugin-personalize-common';
import { AwsSession } from '../../aws/awsSession';
import { IamPolicy, PolicyEntity } from '../../aws/iam';
import { readManagedPolicy, readPolicyEntities } from '../../aws/iamReads';
import {
  DocumentPlan,
  planPolicyChange,
  PolicyEdit,
  roomFaults,
} from '../../engine/policyChange';
import { roomIn } from '../../engine/policyHome';
import { managedPolicyHome, policyCreation } from '../shared/iamChanges';
import { isManaged } from '../shared/tags';
import { UsersWanted } from './wanted';

/** The managed policy that gives people a preset. */
export interface PresetPolicy {
  preset: Preset;
  name: string;
  arn: string;
  /** As AWS holds it; undefined if it doesn't exist. */
  found: IamPolicy | undefined;
  /** What has it attached; only for one of our policies. */
  entities: PolicyEntity[];
}

/** Reads the policies of all presets; they show what was granted before. */
export async function readPresetPolicies(
  session: AwsSession,
  role: RoleTarget,
): Promise<PresetPolicy[]> {
  return Promise.all(
    PRESETS.map(async preset => {
      const arn = userPolicyArn(role, preset);
      const found = await readManagedPolicy(session, arn);
      return {
        preset,
        name: userPolicyName(role.roleName, preset),
        arn,
        found,
        entities:
          found && isManaged(found.tags)
            ? await readPolicyEntities(session, arn)
            : [],
      };
    }),
  );
}

/** Whether the product created an existing policy. */
export function isOurs({ found }: PresetPolicy): boolean {
  return found !== undefined && isManaged(found.tags);
}

/** Reports that someone else made the policy under our name. */
export function foreignPolicyFaults({
  preset,
  arn,
  found,
}: PresetPolicy): Conflict[] {
  return found && !isManaged(found.tags)
    ? [
        {
          field: 'users',
          message: `the account has a policy ${arn} that the portal didn't create (it has no tag personalize:managed), so we don't overwrite it, and the preset ${preset} needs that name. Ask its owner to rename it, or choose another role name.`,
        },
      ]
    : [];
}

/** Writes our statements as the preset has them; statements of others stay. */
function editPresetPolicy(
  { role, team }: Pick<UsersWanted, 'role' | 'team'>,
  { preset }: PresetPolicy,
): PolicyEdit {
  const statements = userPolicyStatements(role, preset, team);
  return found => mergeOwned(found, statements, isUserPolicyStatement).document;
}

/** Creates a preset's policy or restores it. */
export function bringPolicy(
  wanted: Pick<UsersWanted, 'role' | 'team'>,
  policy: PresetPolicy,
  tags: Record<string, string>,
): DocumentPlan {
  const { arn, name, preset, found } = policy;
  const home = managedPolicyHome(arn);
  const edit = editPresetPolicy(wanted, policy);
  return found
    ? planPolicyChange('users', home, found.document, edit)
    : {
        changes: [
          policyCreation(
            'users',
            wanted.role,
            name,
            userPolicyStatements(wanted.role, preset, wanted.team),
            tags,
          ),
        ],
        room: [roomIn(home, edit(undefined))],
        faults: roomFaults(home, edit(undefined)),
      };
}
