import {
  grantedKeys,
  KmsWorkflow,
  ownedSid,
  parseArn,
  POLICY_LIMITS,
  RoleTarget,
  TAG_IS_SET,
} from '@personalize-portal/backstage-plugin-personalize-common';
import { AwsSession } from '../../aws/awsSession';
import { unlessAbsent } from '../../aws/awsCall';
import {
  firstProblems,
  inBatches,
  LOOKED_UP_AT_ONCE,
} from '../../aws/inBatches';
import {
  describeKey,
  principalNotAcceptedYet,
  putKeyPolicy,
  readKeyPolicy,
  readKeyTags,
} from '../../aws/kms';
import { settledDocument } from '../../engine/policyChange';
import { PolicyHome } from '../../engine/policyHome';
import { GRANTABLE_TAG } from '../../portalRole/tags';
import { keyFlaw } from '../../aws/keyFlaw';
import { PlanWarning } from '../../engine/plan';
import {
  GrantedResource,
  GrantsState,
  WantedResources,
} from '../shared/grants';
import { InlinePolicyState } from '../shared/inlinePolicy';
import { managingTool } from '../shared/tags';
import { KmsWanted } from './wanted';

/** A key as AWS holds it. */
export interface KeyState extends GrantedResource {
  keyArn: string;
  managedBy: string | undefined;
  multiRegion: boolean;
  /** Of a key that is asked for: the boundary may decide by them. */
  tags?: Record<string, string>;
  /** Whether the tag is missing without which the portal's role may not edit the policy. */
  lacksTag: boolean;
  /** None for a key that is no longer asked for. */
  workflows: KmsWorkflow[];
}

/** Reads the keys that are asked for, each once. */
export async function readWantedKeys(
  session: AwsSession,
  { role: target, keys, field }: KmsWanted,
): Promise<WantedResources<KeyState>> {
  const { problems: faults, sound } = await firstProblems(
    [...keys.entries()],
    async ([index, { keyId }]) => {
      const flaw = keyFlaw(await describeKey(session, keyId), target);
      return flaw
        ? [
            {
              field: `${field}[${index}].keyId`,
              value: keyId,
              rule: `${flaw.why}; ${flaw.remedy}`,
            },
          ]
        : [];
    },
  );
  const resolved = await inBatches(
    LOOKED_UP_AT_ONCE,
    sound,
    async ([, { keyId, workflows }]) => {
      const { Arn: keyArn = '', MultiRegion: multiRegion = false } =
        (await describeKey(session, keyId)) ?? {};
      return { keyArn, workflows, multiRegion };
    },
  );
  // An alias and an ARN may name the same key; it gets one grant.
  const united = new Map<string, (typeof resolved)[number]>();
  for (const key of resolved) {
    const workflows = united.get(key.keyArn)?.workflows ?? [];
    united.set(key.keyArn, {
      ...key,
      workflows: [...new Set([...workflows, ...key.workflows])],
    });
  }
  const resources = await inBatches(
    LOOKED_UP_AT_ONCE,
    [...united.values()],
    async key => {
      const home = keyHome(key.keyArn);
      const [document, tags] = await Promise.all([
        settledDocument(session, home, readKeyPolicy(session, key.keyArn)),
        readKeyTags(session, key.keyArn),
      ]);
      return {
        ...key,
        home,
        document,
        tags,
        managedBy: managingTool(tags),
        lacksTag: session.assumesWriter && !isGrantable(tags),
      };
    },
  );
  return { resources, faults };
}

/** Reads the keys that were granted, and that are no longer asked for. */
export async function readDroppedKeys(
  session: AwsSession,
  wanted: KmsWanted,
  inline: InlinePolicyState,
  asked: KeyState[],
): Promise<Pick<GrantsState<KeyState>, 'resources' | 'outOfReach'>> {
  const { here, outOfReach } = keysOnRecord(wanted, inline);
  const states = await Promise.all(
    here
      .filter(keyArn => !asked.some(key => key.keyArn === keyArn))
      .map(keyArn => readDroppedKey(session, keyArn)),
  );
  return { resources: states.flatMap(state => state ?? []), outOfReach };
}

/** A key that is no longer asked for; `undefined` where it is gone. */
export async function readDroppedKey(
  session: AwsSession,
  keyArn: string,
): Promise<KeyState | undefined> {
  const home = keyHome(keyArn);
  const [document, tags] = await Promise.all([
    unlessAbsent(
      settledDocument(session, home, readKeyPolicy(session, keyArn)),
      'NotFoundException',
    ),
    session.assumesWriter
      ? unlessAbsent(readKeyTags(session, keyArn), 'NotFoundException')
      : undefined,
  ]);
  return (
    document && {
      home,
      keyArn,
      document,
      workflows: [],
      managedBy: undefined,
      multiRegion: false,
      lacksTag: tags !== undefined && !isGrantable(tags),
    }
  );
}

/** The keys that were granted, by the ledger and by the role's own policy, and what is to be said of those in other Regions. */
export function keysOnRecord(
  { role, recordedKeyArns = [] }: Pick<KmsWanted, 'role' | 'recordedKeyArns'>,
  { home, document }: InlinePolicyState,
): { here: string[]; outOfReach: PlanWarning[] } {
  const granted = [
    ...new Set([
      ...recordedKeyArns,
      ...grantedKeys(role, home.resource, document),
    ]),
  ];
  return {
    here: granted.filter(keyArn => isOfRegion(keyArn, role)),
    outOfReach: granted
      .filter(keyArn => !isOfRegion(keyArn, role))
      .map(keyArn => otherRegionWarning(role, keyArn)),
  };
}

/** Whether the key's owner lets the portal's role edit the policy. */
function isGrantable(tags: Record<string, string>): boolean {
  return tags[GRANTABLE_TAG] === TAG_IS_SET;
}

/** KMS answers for the keys of its own Region only. */
export function isOfRegion(keyArn: string, target: RoleTarget): boolean {
  return parseArn(keyArn)?.region === target.region;
}

/** The policy of a key. */
export function keyHome(keyArn: string): PolicyHome {
  return {
    resource: keyArn,
    name: `the policy of key ${keyArn}`,
    unit: 'bytes',
    limit: POLICY_LIMITS.key,
    remedy:
      'Ask the owner of the key to remove unused statements, or use another key.',
    read: session => readKeyPolicy.afresh(session, keyArn),
    write: (session, document) => putKeyPolicy(session, keyArn, document),
    passing: principalNotAcceptedYet(keyArn),
  };
}

/** Says that what an earlier run granted in another Region stays. */
function otherRegionWarning(role: RoleTarget, keyArn: string): PlanWarning {
  return {
    part: 'kms',
    resource: keyArn,
    message:
      `Key ${keyArn} was granted by an earlier run and is in ${
        parseArn(keyArn)?.region
      }, so its grant can't be taken back in ${
        role.region
      }: the statements ${sidsOn(role, keyArn).join(
        ' and ',
      )} of its policy stay. ` +
      `To remove it, run personalize:grant-kms in ${
        parseArn(keyArn)?.region
      } with the keys to keep there; an empty list removes all.`,
  };
}

/** The Sids of the two statements in the policy of a key. */
export function sidsOn(role: RoleTarget, keyArn: string): string[] {
  return [
    ownedSid('KmsRole', role, keyArn),
    ownedSid('KmsService', role, keyArn),
  ];
}
