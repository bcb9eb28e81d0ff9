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

/** The managed policy that people get with a preset. */
export interface PresetPolicy {
  preset: Preset;
  name: string;
  arn: string;
  /** As AWS holds it; absent where it doesn't exist. */
  found: IamPolicy | undefined;
  /** What it is attached to; for a policy of ours alone. */
  entities: PolicyEntity[];
}

/** Reads the policies of all presets: those that were granted before are found by them. */
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

/** Tells whether the product created a policy that exists. */
export function isOurs({ found }: PresetPolicy): boolean {
  return found !== undefined && isManaged(found.tags);
}

/** Says that somebody else made the policy under our name. */
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

/** Our statements as the preset has them; what others added stays. */
function editPresetPolicy(
  { role, team }: Pick<UsersWanted, 'role' | 'team'>,
  { preset }: PresetPolicy,
): PolicyEdit {
  const statements = userPolicyStatements(role, preset, team);
  return found => mergeOwned(found, statements, isUserPolicyStatement).document;
}

/** Creates the policy of a preset or brings it back to what the preset is. */
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
