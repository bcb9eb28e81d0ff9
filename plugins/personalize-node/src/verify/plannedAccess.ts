import { JsonValue } from '@backstage/types';
import {
  Change,
  HeldAccess,
  HeldPreset,
  HeldPrincipal,
  HeldRole,
  isInlinePolicyOf,
  parseIamArn,
  parsePlace,
  PermissionSetPrincipal,
  PolicyAtPlace,
  placeText,
  PRODUCT_TAGS,
  roleArn,
  RoleTarget,
} from '@personalize-portal/backstage-plugin-personalize-common';
import { AwsSession } from '../aws/awsSession';
import { refersTo } from '../parts/users/permissionSets';
import {
  attachmentsIn,
  documentsAfter,
  DocumentsAfter,
} from './changedDocuments';
import { readBoundaryPolicy, readPolicyAtPlace } from './heldRole';
import { otherHoldersAfter } from './otherHolders';

/** The changes of a plan, and the documents that it leaves. */
interface PlanOverlay {
  session: AwsSession;
  changes: readonly Change[];
  documents: DocumentsAfter;
}

/**
 * The state in AWS after a plan: the documents of its changes replace the ones that
 * were read.
 *
 * @param target - the service role of the set-up
 */
export async function withPlannedChanges(
  session: AwsSession,
  target: RoleTarget,
  held: HeldAccess,
  changes: readonly Change[],
): Promise<HeldAccess> {
  const planned = { session, changes, documents: documentsAfter(changes) };
  const [role, people] = await Promise.all([
    roleAfter(planned, roleArn(target), held.role),
    Promise.all(
      held.people.map(preset => presetAfter(planned, target, preset)),
    ),
  ]);
  return {
    ...held,
    ...(role ? { role } : {}),
    buckets: held.buckets.map(bucket => ({
      ...bucket,
      policy: policyAfter(planned, bucket.policy),
    })),
    keys: held.keys.map(key => ({
      ...key,
      policy: policyAfter(planned, key.policy),
    })),
    people,
    ...(held.others
      ? { others: held.others.map(one => otherHoldersAfter(changes, one)) }
      : {}),
  };
}

function policyAfter(
  { documents }: PlanOverlay,
  { place, document }: PolicyAtPlace,
): PolicyAtPlace {
  return {
    place,
    document: documents.has(place) ? documents.get(place) : document,
  };
}

async function roleAfter(
  planned: PlanOverlay,
  arn: string,
  found: HeldRole | undefined,
): Promise<HeldRole | undefined> {
  const role = found ?? (await bornRole(planned, arn));
  return (
    role && {
      ...role,
      trust: policyAfter(planned, role.trust),
      policies: await policiesAfter(planned, arn, role.policies),
    }
  );
}

/** The role as the plan creates it, before it gets any policy. */
async function bornRole(
  { session, changes }: PlanOverlay,
  arn: string,
): Promise<HeldRole | undefined> {
  const birth = changes.find(
    ({ resource, operation }) => resource === arn && operation === 'create',
  );
  if (!birth) {
    return undefined;
  }
  const { permissionsBoundary: boundary, tags } = birth.after ?? {};
  return {
    arn,
    trust: {
      place: placeText({ arn, kind: 'trust-policy' }),
      document: undefined,
    },
    policies: [],
    tags: { ...PRODUCT_TAGS, ...textsIn(tags) },
    ...(typeof boundary === 'string'
      ? { boundary: await readBoundaryPolicy(session, boundary) }
      : {}),
  };
}

function textsIn(tags: JsonValue | undefined): Record<string, string> {
  return Object.fromEntries(
    Object.entries(Object(tags)).map(([key, value]) => [key, String(value)]),
  );
}

/** The inline and attached policies of a role, group or user. */
async function policiesAfter(
  planned: PlanOverlay,
  holder: string,
  found: readonly PolicyAtPlace[],
): Promise<PolicyAtPlace[]> {
  const { session, changes, documents } = planned;
  const attachments = attachmentsIn(changes).filter(
    one => one.holder === holder,
  );
  const isTakenOff = ({ place }: PolicyAtPlace) =>
    attachments.some(
      ({ policyArn, operation }) =>
        policyArn === place && operation === 'delete',
    );
  const isNew = (place: string) =>
    found.every(policy => policy.place !== place);
  const newInline = [...documents.keys()].filter(
    place => isInlinePolicyOf(holder, place) && isNew(place),
  );
  const newAttached = attachments
    .filter(
      ({ policyArn, operation }) => operation === 'create' && isNew(policyArn),
    )
    .map(({ policyArn }) => policyArn);
  const policies = [
    ...found.filter(policy => !isTakenOff(policy)),
    ...newInline.map(place => ({ place, document: undefined })),
    ...(await Promise.all(
      newAttached.map(arn =>
        // A policy that the plan creates can't be read yet.
        documents.has(arn)
          ? { place: arn, document: undefined }
          : readPolicyAtPlace(session, arn),
      ),
    )),
  ].map(policy => policyAfter(planned, policy));
  return policies.filter(({ document }) => document !== undefined);
}

async function presetAfter(
  planned: PlanOverlay,
  target: RoleTarget,
  { preset, policy, principals }: HeldPreset,
): Promise<HeldPreset> {
  return {
    preset,
    policy: policyAfter(planned, policy),
    principals: await Promise.all(
      principals.map(held =>
        principalAfter(planned, target, policy.place, held),
      ),
    ),
  };
}

async function principalAfter(
  planned: PlanOverlay,
  target: RoleTarget,
  policyArn: string,
  held: HeldPrincipal,
): Promise<HeldPrincipal> {
  const { principal } = held;
  switch (principal.type) {
    case 'permission-set':
      return permissionSetAfter(planned, policyArn, principal, held);
    case 'group':
    case 'user': {
      const holder =
        attachmentsIn(planned.changes).find(
          one =>
            one.policyArn === policyArn &&
            isArnOf(one.holder, principal.type, principal.name),
        )?.holder ?? '';
      return {
        ...held,
        isAttached: isAttachedAfter(planned, holder, policyArn, held),
        policies: await policiesAfter(planned, holder, held.policies ?? []),
      };
    }
    default: {
      const arn = roleArn({ ...target, roleName: principal.roleName });
      const role = await roleAfter(planned, arn, held.role);
      return {
        ...held,
        isAttached: isAttachedAfter(planned, arn, policyArn, held),
        ...(role ? { role } : {}),
      };
    }
  }
}

function isAttachedAfter(
  { changes }: PlanOverlay,
  holder: string,
  policyArn: string,
  { isAttached }: HeldPrincipal,
): boolean {
  const last = attachmentsIn(changes)
    .filter(one => one.holder === holder && one.policyArn === policyArn)
    .at(-1);
  return last ? last.operation === 'create' : isAttached;
}

function isArnOf(arn: string, kind: 'group' | 'user', name: string): boolean {
  const entity = parseIamArn(arn);
  return entity?.kind === kind && entity.name === name;
}

/** A plan brings a set to its full request, or isn't made at all. */
function permissionSetAfter(
  { changes }: PlanOverlay,
  policyArn: string,
  { name, assignTo }: PermissionSetPrincipal,
  held: HeldPrincipal,
): HeldPrincipal {
  const assignsNobody = assignTo.length === 0;
  const ofSet = changes.flatMap(({ resource, operation }) => {
    const place = parsePlace(resource);
    return place.kind === 'permission-set' && place.name === name
      ? [{ detail: place.detail, isNew: operation === 'create' }]
      : [];
  });
  const isReferred = ofSet.some(
    ({ detail, isNew }) =>
      isNew &&
      detail?.kind === 'customer-managed-policy' &&
      refersTo(detail, { arn: policyArn }),
  );
  const isBorn = ofSet.some(({ detail, isNew }) => isNew && !detail);
  const { obstacle, isUnassigned: wasUnassigned, ...rest } = held;
  const isUnassigned = assignsNobody && (isBorn || wasUnassigned);
  return {
    ...rest,
    isAttached: held.isAttached || isReferred,
    ...(isUnassigned ? { isUnassigned } : {}),
    ...(obstacle && !(ofSet.length > 0 && obstacle.outcome === 'failed')
      ? { obstacle }
      : {}),
  };
}
