import {
  GRANTABLE_TAG,
  grantedKeys,
  KeyAccess,
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
  withFaults,
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
  /** Of a requested key: the boundary may depend on them. */
  tags?: Record<string, string>;
  /** Whether the key lacks the tag that lets the portal's role edit its policy. */
  lacksTag: boolean;
  /** Empty for a key that is no longer requested. */
  workflows: KmsWorkflow[];
}

/** Reads the requested keys, each once. */
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
  return {
    resources: await withFaults(faults, readKeys(session, sound)),
    faults,
  };
}

async function readKeys(
  session: AwsSession,
  keys: readonly [number, KeyAccess][],
): Promise<KeyState[]> {
  const resolved = await inBatches(
    LOOKED_UP_AT_ONCE,
    keys,
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
  return inBatches(LOOKED_UP_AT_ONCE, [...united.values()], async key => {
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
  });
}

/** Reads the keys that were granted and are no longer requested. */
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

/** A key that is no longer requested; `undefined` if it is gone. */
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

/**
 * The keys that the ledger and the role's own policy name as granted, and warnings
 * about those in other Regions.
 */
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

/** KMS only answers for keys of its own Region. */
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

/** Warns that an earlier grant in another Region stays. */
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

/** The Sids of the two statements in a key's policy. */
export function sidsOn(role: RoleTarget, keyArn: string): string[] {
  return [
    ownedSid('KmsRole', role, keyArn),
    ownedSid('KmsService', role, keyArn),
  ];
}
