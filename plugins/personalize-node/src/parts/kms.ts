import {
  asList,
  certifyKeyStatement,
  certifyRoleKeyStatement,
  grantedKeys,
  GrantKmsRequest,
  grantsIn,
  InvalidRequestError,
  KeyAccess,
  keyPolicyActionsFor,
  keyStatements,
  KmsWorkflow,
  mergeOwned,
  ownedSid,
  OwnedStatement,
  ownedStatements,
  parseArn,
  PolicyDocument,
  roleArn,
  roleKeyStatement,
  RoleTarget,
  SourceConditions,
  staleForeignStatements,
  TAG_IS_SET,
  Warning,
} from '@personalize-portal/backstage-plugin-personalize-common';
import { AwsSession } from '../accounts/awsSession';
import { unlessAbsent } from '../aws/awsCall';
import { firstProblems, inBatches, LOOKED_UP_AT_ONCE } from '../aws/inBatches';
import { describeKey, readKeyPolicy, readKeyTags } from '../aws/kms';
import { PartPlan, PlanWarning } from '../engine/plan';
import {
  planPolicyChange,
  PolicyEdit,
  settledDocument,
} from '../engine/policyChange';
import { PolicyHome, roomIn } from '../engine/policyHome';
import { Kept, Recorded } from '../engine/revocable';
import { GRANTABLE_TAG } from '../portalRole/tags';
import { Boundary, boundaryWarnings, readBoundary } from './boundary';
import { denyWarnings } from './denies';
import { sortEditable } from './edited';
import { Grant, inOrder } from './grant';
import { heldInIam } from './heldInIam';
import { InlinePolicyState, readInlinePolicyState } from './inlinePolicy';
import { keyHome } from './keyHome';
import { managingTool, managingToolWarnings } from './managingTool';
import { Part, serviceRoleBoundary, SetupAccess } from './part';
import {
  documentBefore,
  documentsHeld,
  goneWarning,
  readAddedInline,
  resourcesOf,
  restored,
  sightOf,
  standingOf,
  stopsAtKept,
} from './recorded';
import {
  readRoleStanding,
  refuseUnfitRole,
  RoleStanding,
} from './roleStanding';
import { staleStatementError } from './staleStatement';
import { waitsForRole } from './targetRole';
import { keyFlaw } from './usableKey';

/** Name of the role's inline policy on keys. */
export const KMS_POLICY_NAME = 'PersonalizeKms';

/** The keys that Personalize shall use through the role; all of them, each time. */
export interface KmsWanted {
  role: RoleTarget;
  keys: KeyAccess[];
  sourceConditions: SourceConditions;
  /** ARN of the boundary that the role has to have, if any. */
  permissionsBoundary?: string;
  /**
   * ARNs of the keys that are on record to have been granted, beside those that
   * the role's own policy tells of; those that aren't asked for lose the grant.
   */
  recordedKeyArns?: string[];
  /** What the list of keys is called in the request, for messages. */
  field: string;
}

/** A key as AWS holds it. */
interface KeyState {
  home: PolicyHome;
  keyArn: string;
  document: PolicyDocument | undefined;
  managedBy: string | undefined;
  multiRegion: boolean;
  /** Of a key that is asked for: the boundary may decide by them. */
  tags?: Record<string, string>;
  /** Whether the tag is missing without which the portal's role may not edit the policy. */
  lacksTag: boolean;
  /** None for a key that is no longer asked for. */
  workflows: KmsWorkflow[];
  /** In a revoke, the policy from before the set-up. */
  before?: PolicyDocument;
}

/** What the kms part reads. */
export interface KmsState {
  standing: RoleStanding;
  /** Those asked for, each once, then those granted by an earlier run. */
  keys: KeyState[];
  inline: InlinePolicyState;
  boundary: Boundary | undefined;
}

/** What the kms part of a set-up added, as far as it is still there. */
export interface AddedKeys {
  keys: KeyState[];
  inline: InlinePolicyState;
  /** ARNs of keys that no longer exist. */
  gone: string[];
  /** Keys that can't be read, and why. */
  kept: Kept[];
}

/** What stands on one key after the plan. */
export interface KeyGrant {
  keyArn: string;
  statementIds: string[];
}

/** The key policies, and the role's own policy on keys. */
export const kmsPart: Part<
  GrantKmsRequest &
    Partial<Pick<SetupAccess, 'settings' | 'keySourceConditions'>>,
  KmsWanted,
  KmsState,
  AddedKeys
> = {
  name: 'kms',

  wanted(request, context) {
    const { role, keys, settings } = request;
    return {
      role,
      keys,
      sourceConditions: request.keySourceConditions ?? request.sourceConditions,
      permissionsBoundary: serviceRoleBoundary(request, context),
      recordedKeyArns: grantsIn(role, documentsHeld(context.record)).keys,
      field: settings ? 'kms' : 'keys',
    };
  },

  async read(session, wanted) {
    const { role: target } = wanted;
    const [standing, inline, asked] = await Promise.all([
      readRoleStanding(session, target),
      readInlinePolicyState(session, target, KMS_POLICY_NAME),
      readAskedKeys(session, wanted),
    ]);
    const [boundary, dropped] = await Promise.all([
      readBoundary(session, standing.role, wanted.permissionsBoundary),
      readDroppedKeys(session, wanted, inline, asked),
    ]);
    return { standing, keys: [...asked, ...dropped], inline, boundary };
  },

  plan(wanted, state) {
    refuseUnfitRole(state.standing, wanted.permissionsBoundary);
    return planKeys(wanted, state);
  },

  outputs: (wanted, state) => ({ keys: keyGrants(wanted, state) }),

  asked: ({ keys, sourceConditions }) => ({ kms: { keys, sourceConditions } }),

  expected: ({ kms }) =>
    kms ? { keys: kms.keys, keySourceConditions: kms.sourceConditions } : {},

  async heldNow(session, resource) {
    return parseArn(resource)?.service === 'kms'
      ? readKeyPolicy.afresh(session, resource)
      : heldInIam(session, resource);
  },

  keysLost: ({ keys }) => keys.map(({ keyArn }) => keyArn),

  async readAdded(session, recorded) {
    const { role: target } = recorded;
    const inline = await readAddedInline(session, recorded, KMS_POLICY_NAME);
    const keyArns = addedKeyArns(recorded, inline).filter(keyArn =>
      isOfRegion(keyArn, target),
    );
    const read = await Promise.all(
      keyArns.map(async keyArn => ({
        keyArn,
        sight: await sightOf(readDroppedKey(session, keyArn)),
      })),
    );
    return {
      inline,
      keys: read.flatMap(({ keyArn, sight }) =>
        'seen' in sight && sight.seen
          ? [{ ...sight.seen, before: documentBefore(recorded, keyArn) }]
          : [],
      ),
      gone: read.flatMap(({ keyArn, sight }) =>
        'seen' in sight && !sight.seen ? [keyArn] : [],
      ),
      kept: read.flatMap(({ keyArn, sight }) =>
        'refusal' in sight
          ? [
              {
                resource: keyArn,
                reason: `The policy of key ${keyArn} is out of reach: ${
                  sight.refusal.message
                } Until then its statements ${sidsOn(target, keyArn).join(
                  ' and ',
                )} stay.`,
              },
            ]
          : [],
      ),
    };
  },

  planRevoke(recorded, added) {
    const { role } = recorded;
    const wanted = nothingWanted(recorded);
    const { editable, blockers, kept } = sortEditable(added.keys, key =>
      editKeyPolicy(wanted, key),
    );
    const state = {
      standing: standingOf(recorded),
      keys: editable,
      inline: added.inline,
      boundary: undefined,
    };
    const inline = sortEditable([added.inline], () =>
      editRolePolicy(wanted, state),
    );
    const plan = planKeys(wanted, {
      ...state,
      inline: inline.editable[0] ?? { ...added.inline, document: undefined },
    });
    return {
      part: 'kms',
      changes: plan.changes,
      warnings: [
        ...editable.flatMap(key =>
          keyWarnings(
            wanted,
            key,
            plan.changes.some(({ change }) => change.resource === key.keyArn),
          ),
        ),
        ...added.gone.map(keyArn =>
          goneWarning('kms', keyArn, `Key ${keyArn}`),
        ),
      ],
      room: plan.room,
      blockers: [...stopsAtKept(added.kept), ...blockers, ...inline.blockers],
      kept: [
        ...added.kept,
        ...kept,
        ...inline.kept,
        ...addedKeyArns(recorded, added.inline)
          .filter(keyArn => !isOfRegion(keyArn, role))
          .map(keyArn => ({
            resource: keyArn,
            reason: otherRegionMessage(role, keyArn),
          })),
      ],
    };
  },
};

/** The keys that the set-up was granted: by the ledger, and by the role's own policy. */
function addedKeyArns(recorded: Recorded, inline: InlinePolicyState): string[] {
  return grantedBefore(
    {
      role: recorded.role,
      recordedKeyArns: resourcesOf(recorded, 'kms').filter(
        resource => parseArn(resource)?.service === 'kms',
      ),
    },
    inline,
  );
}

function nothingWanted({ role }: Recorded): KmsWanted {
  return {
    role,
    keys: [],
    sourceConditions: 'if-present',
    field: 'keys',
  };
}

/** What is granted on each key asked for. */
export function keyGrants(wanted: KmsWanted, state: KmsState): KeyGrant[] {
  return state.keys
    .filter(key => key.workflows.length > 0)
    .map(key => ({
      keyArn: key.keyArn,
      statementIds: wantedOnKey(wanted, key).map(({ Sid }) => Sid),
    }));
}

function planKeys(wanted: KmsWanted, state: KmsState): PartPlan {
  const { role: target } = wanted;
  const onRole = planPolicyChange(
    'kms',
    state.inline.home,
    state.inline.document,
    editRolePolicy(wanted, state),
  );
  const onKeys = state.keys.map(key => ({
    key,
    isDropped: key.workflows.length === 0,
    changes: planPolicyChange(
      'kms',
      key.home,
      key.document,
      editKeyPolicy(wanted, key),
    ),
  }));
  return {
    part: 'kms',
    grants: {
      keyArns: keyGrants(wanted, state).map(({ keyArn }) => keyArn),
    },
    changes: inOrder(onRole, onKeys),
    warnings: [
      ...onKeys.flatMap(({ key, changes }) =>
        keyWarnings(wanted, key, changes.length > 0),
      ),
      ...state.keys.flatMap(key => grantWarnings(wanted, state, key)),
      ...otherRegionWarnings(wanted, state),
    ],
    room: [
      roomIn(
        state.inline.home,
        editRolePolicy(wanted, state)(state.inline.document),
      ),
      ...state.keys.map(key =>
        roomIn(key.home, editKeyPolicy(wanted, key)(key.document)),
      ),
    ],
    ...waitsForRole(state.standing.role, target),
  };
}

function wantedOnKey(wanted: KmsWanted, key: KeyState): OwnedStatement[] {
  return key.workflows.length > 0
    ? keyStatements(
        wanted.role,
        key.keyArn,
        key.workflows,
        wanted.sourceConditions,
      )
    : [];
}

function editKeyPolicy(wanted: KmsWanted, key: KeyState): PolicyEdit {
  const { role } = wanted;
  const statements = wantedOnKey(wanted, key);
  return found => {
    const isOwned = ownedStatements(found, {
      documentName: `key ${key.keyArn}`,
      roleArn: roleArn(role),
      certify: certifyKeyStatement(role, key.keyArn),
      wantedSids: new Set(statements.map(({ Sid }) => Sid)),
      principals: 'required',
    });
    const merged = mergeOwned(found, statements, isOwned);
    const [stale] = staleForeignStatements(found, isOwned);
    if (merged.changes.length > 0 && stale) {
      throw staleStatementError(
        stale,
        `the policy of key ${key.keyArn}`,
        'KMS',
        'the owner of the key',
      );
    }
    return restored(merged.document, key.before);
  };
}

function editRolePolicy({ role }: KmsWanted, state: KmsState): PolicyEdit {
  const statements = state.keys.flatMap(
    key => roleKeyStatement(role, key.keyArn, key.workflows) ?? [],
  );
  return found =>
    mergeOwned(
      found,
      statements,
      ownedStatements(found, {
        documentName: state.inline.home.name,
        roleArn: roleArn(role),
        // A grant in another Region can't be taken back from here, so the record
        // of it stays.
        certify: statement =>
          certifyRoleKeyStatement(role)({
            ...statement,
            Resource: asList(statement.Resource).filter(keyArn =>
              isOfRegion(keyArn, role),
            ),
          }),
        wantedSids: new Set(statements.map(({ Sid }) => Sid)),
        principals: 'none',
      }),
    ).document;
}

function keyWarnings(
  { role }: KmsWanted,
  key: KeyState,
  isChanged: boolean,
): PlanWarning[] {
  const messages = [
    isChanged &&
      key.lacksTag &&
      `Key ${key.keyArn} has no tag ${GRANTABLE_TAG}=${TAG_IS_SET}, without which the portal's role, as the portal-role command makes it, may not edit its policy. Have its owner tag it first, which KMS takes up to five minutes to see, or the run stops at this key.`,
    key.multiRegion &&
      `Key ${key.keyArn} is a multi-Region key: its replicas have policies of their own, which stay as they are. Personalize in ${role.region} uses the key of ${role.region} alone.`,
    isChanged &&
      key.workflows.length === 0 &&
      `Key ${key.keyArn} is no longer asked for and its statements go. Filters and recommendations of what was made with it can break, and KMS grants that Personalize made stay until they are retired.`,
  ];
  const about = { part: 'kms' as const, resource: key.keyArn };
  return [
    ...managingToolWarnings(
      about,
      key.managedBy,
      `the policy of key ${key.keyArn}`,
    ),
    ...messages.flatMap(message => (message ? [{ ...about, message }] : [])),
  ];
}

/** Names the grants that an earlier run made in another Region. */
function otherRegionWarnings(
  wanted: KmsWanted,
  { inline }: KmsState,
): Warning[] {
  const { role } = wanted;
  return grantedBefore(wanted, inline)
    .filter(keyArn => !isOfRegion(keyArn, role))
    .map(keyArn => ({
      part: 'kms',
      resource: keyArn,
      message: otherRegionMessage(role, keyArn),
    }));
}

function otherRegionMessage(role: RoleTarget, keyArn: string): string {
  const region = parseArn(keyArn)?.region;
  return (
    `Key ${keyArn} was granted by an earlier run and is in ${region}, so its grant can't be taken back in ${
      role.region
    }: the statements ${sidsOn(role, keyArn).join(
      ' and ',
    )} of its policy stay. ` +
    `To take it back, run personalize:grant-kms in ${region} with the keys that are to stay granted there; an empty list takes all back.`
  );
}

/** The Sids of the two statements in the policy of a key. */
function sidsOn(role: RoleTarget, keyArn: string): string[] {
  return [
    ownedSid('KmsRole', role, keyArn),
    ownedSid('KmsService', role, keyArn),
  ];
}

function grantWarnings(
  wanted: KmsWanted,
  { standing, boundary }: KmsState,
  key: KeyState,
): Warning[] {
  if (key.workflows.length === 0) {
    return [];
  }
  const grant: Grant = {
    part: 'kms',
    resource: key.keyArn,
    uses: keyPolicyActionsFor(key.workflows).map(action => ({
      action,
      resource: key.keyArn,
      resourceTags: key.tags,
    })),
  };
  return [
    ...denyWarnings(wanted.role, standing.role, key.document, grant),
    ...boundaryWarnings(wanted.role, boundary, grant),
  ];
}

async function readAskedKeys(
  session: AwsSession,
  { role: target, keys, field }: KmsWanted,
): Promise<KeyState[]> {
  await refuseUnusable(session, target, keys, field);
  const resolved = await inBatches(
    LOOKED_UP_AT_ONCE,
    keys,
    async ({ keyId, workflows }) => {
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

/** @throws InvalidRequestError that says of each key what to do instead */
async function refuseUnusable(
  session: AwsSession,
  target: RoleTarget,
  keys: KeyAccess[],
  field: string,
): Promise<void> {
  const problems = await firstProblems(
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
  if (problems.length > 0) {
    throw new InvalidRequestError(problems);
  }
}

/** Keys that were granted, and that are no longer asked for. */
async function readDroppedKeys(
  session: AwsSession,
  wanted: KmsWanted,
  inline: InlinePolicyState,
  asked: KeyState[],
): Promise<KeyState[]> {
  const dropped = grantedBefore(wanted, inline).filter(
    keyArn =>
      isOfRegion(keyArn, wanted.role) &&
      !asked.some(key => key.keyArn === keyArn),
  );
  const states = await Promise.all(
    dropped.map(keyArn => readDroppedKey(session, keyArn)),
  );
  return states.flatMap(state => state ?? []);
}

/** A key that is no longer asked for; `undefined` where it is gone. */
async function readDroppedKey(
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

/** The keys that were granted: by the ledger, and by the role's own policy. */
function grantedBefore(
  {
    role,
    recordedKeyArns: recorded = [],
  }: Pick<KmsWanted, 'role' | 'recordedKeyArns'>,
  inline: InlinePolicyState,
): string[] {
  return [
    ...new Set([
      ...recorded,
      ...grantedKeys(role, inline.home.resource, inline.document),
    ]),
  ];
}

/** Whether the key's owner lets the portal's role edit the policy. */
function isGrantable(tags: Record<string, string>): boolean {
  return tags[GRANTABLE_TAG] === TAG_IS_SET;
}

/** KMS answers for the keys of its own Region only. */
function isOfRegion(keyArn: string, target: RoleTarget): boolean {
  return parseArn(keyArn)?.region === target.region;
}
