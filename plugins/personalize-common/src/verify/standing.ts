import { JsonObject } from '@backstage/types';
import { roleArn } from '../aws/arn';
import { ownStatements } from '../documents/redact';
import { sameStatement } from '../policy/compare';
import { asList, isPolicyDocument, PolicyStatement } from '../policy/document';
import { RoleTarget } from '../service/role';
import { Change, Holding } from '../setup/change';
import { isInlinePolicyOf, placeText } from '../setup/place';
import { ExpectedAccess, HeldAccess } from './access';
import { excessOf } from './excess/excess';
import { actionsOf, isWithinExtent } from './excess/patterns';
import { servicePolicyPlace } from './expectedStatements';
import { Finding, finding } from './finding';
import { standingId } from './ids';
import { lastWriteAt, updateFinding } from './lastWrite';
import { PolicySet } from './policySets';
import { requestsFor, servePurpose } from './purpose';
import { decidedBy, statementsAtPlaces, pointerTo } from './statementPlaces';

/** What the ledger and a plan say about a set-up. */
export interface Standing {
  /** What the last run left of it. */
  holdings: readonly Holding[];
  /** What a run would now do for the last request. */
  changes: readonly Change[];
}

/**
 * Proves that a set-up is in place, by its meaning. Compares the current state with
 * what was last written, then with what would be written now. A difference from the
 * last write means a change outside the portal, even if a foreign statement gives
 * the same. If it equals the last write but a run would write something else, an
 * update is available.
 *
 * @param standing - undefined if nothing is on record: the current state is
 * compared with the request
 */
export function proveStanding(
  expected: ExpectedAccess,
  held: HeldAccess,
  policySets: readonly PolicySet[],
  standing?: Standing,
): Finding[] {
  const ofPolicySets = policySets.map(policySet => ({
    policySet,
    found: provePolicySet(expected, held, policySet, standing),
  }));
  const ofChanges = (standing?.changes ?? []).flatMap(change => {
    const { resource } = change;
    const own = ofPolicySets.find(({ policySet }) =>
      isIn(policySet, resource, expected.role),
    );
    if (own) {
      return own.found?.outcome === 'failed' ? [] : [updateFinding(resource)];
    }
    return proveChange(expected.role, change, standing?.holdings ?? []);
  });
  const byId = new Map<string, Finding>();
  for (const one of [
    ...ofPolicySets.flatMap(({ found }) => found ?? []),
    ...ofChanges,
  ]) {
    const { outcome } = byId.get(one.id) ?? {};
    if (outcome === undefined || outcome === 'passed') {
      byId.set(one.id, one);
    }
  }
  return [...byId.values()];
}

/** Whether a role existed before the set-up: its creation isn't on record. */
export function isAdoptedRole(
  role: RoleTarget,
  roleId: string | undefined,
  holdings: readonly Holding[],
): boolean {
  return !holdingsOfRole(role, roleId, holdings).some(
    ({ resource, before, part }) =>
      part === 'role' && resource === roleArn(role) && before === undefined,
  );
}

/**
 * What is on record, without the creation of a deleted role of the same name, whose
 * settings are gone too.
 *
 * @param roleId - unique id of the role in AWS
 */
export function holdingsOfRole(
  role: RoleTarget,
  roleId: string | undefined,
  holdings: readonly Holding[],
): readonly Holding[] {
  return holdings.filter(
    ({ resource, readBack }) =>
      resource !== roleArn(role) ||
      roleId === undefined ||
      readBack?.roleId === undefined ||
      readBack.roleId === roleId,
  );
}

/** Our own statements in a policy set, as the last run left them. */
export function writtenStatements(
  role: RoleTarget,
  standing: Standing | undefined,
  policySet: PolicySet,
): PolicyStatement[] {
  const holdings = standing?.holdings ?? [];
  const places = new Set([
    placeText({ arn: roleArn(role), kind: 'trust-policy' }),
    ...holdings.map(({ resource }) => resource),
  ]);
  return [...places]
    .filter(place => isIn(policySet, place, role))
    .flatMap(place => ownStatements(lastWriteAt(place, holdings), place, role));
}

/** Actions that a run would now write but the last one didn't: a newer version needs more. */
export function newActions(
  role: RoleTarget,
  policySets: readonly PolicySet[],
  standing: Standing | undefined,
): ReadonlySet<string> {
  return new Set(
    policySets.flatMap(policySet => {
      const written = writtenStatements(role, standing, policySet);
      return written.length === 0
        ? []
        : policySet.statements
            .flatMap(({ Action }) => asList(Action))
            .filter(action => {
              const piece = actionsOf({ Action: action });
              return !written.some(one =>
                isWithinExtent(piece, actionsOf(one)),
              );
            });
    }),
  );
}

function isIn(
  { kind, id }: PolicySet,
  resource: string,
  role: RoleTarget,
): boolean {
  return kind === 'role'
    ? isInlinePolicyOf(id, resource) || resource === servicePolicyPlace(role)
    : resource === id;
}

function provePolicySet(
  { role }: ExpectedAccess,
  { role: heldRole }: HeldAccess,
  policySet: PolicySet,
  standing: Standing | undefined,
): Finding | undefined {
  const { kind, id } = policySet;
  const written = writtenStatements(role, standing, policySet);
  // Hardening leaves a fitting foreign trust statement in place.
  if (kind === 'trust' && written.length === 0) {
    return undefined;
  }
  const expected = written.length > 0 ? written : policySet.statements;
  const there = statementsAtPlaces(policySet.policies).filter(
    ({ statement }) => statement.Effect === 'Allow',
  );
  const own = there.filter(({ statement, place }) =>
    policySet.isOwn(statement, place),
  );
  const isGiven = (one: PolicyStatement, by: typeof there) =>
    kind === 'trust'
      ? excessOf(
          one,
          by.map(({ statement }) => statement),
        ).length === 0
      : servePurpose(
          by.map(({ statement }) => statement),
          one,
          kind === 'bucket' || kind === 'key' ? 'resource' : 'identity',
          () => requestsFor(role, heldRole?.roleId, policySet, one),
        );
  const changed = expected.filter(one => !isGiven(one, own));
  if (changed.length === 0) {
    return finding({
      id: standingId(id),
      kind: 'stands',
      outcome: 'passed',
      subjects: { holder: id },
    });
  }
  const edited = own.find(({ statement }) =>
    changed.some(({ Sid }) => Sid === statement.Sid),
  );
  const byOthers = changed.every(one => isGiven(one, there))
    ? there.find(
        placed =>
          !own.includes(placed) && changed.some(one => isGiven(one, [placed])),
      )
    : undefined;
  return finding(
    {
      id: standingId(id),
      kind: 'changed-outside',
      outcome: 'failed',
      subjects: {
        holder: id,
        sids: changed.flatMap(({ Sid }) => Sid ?? []),
        ...(byOthers ? { byOthers: pointerTo(byOthers) } : {}),
      },
      ...decidedBy(byOthers ?? edited),
    },
    changed,
  );
}

/** A change outside all policy sets: an attachment, settings, a permission set. */
function proveChange(
  role: RoleTarget,
  change: Change,
  holdings: readonly Holding[],
): Finding[] {
  const { resource, operation } = change;
  const written = lastWriteAt(resource, holdings);
  // Having a preset without a request is a finding of its own.
  if (operation === 'delete' && !written) {
    return [];
  }
  return written && !isAsWritten(role, change, written)
    ? [
        finding({
          id: standingId(resource),
          kind: 'changed-outside',
          outcome: 'failed',
          subjects: {
            holder: resource,
            sids: ownStatements(written, resource, role).flatMap(
              ({ Sid }) => Sid ?? [],
            ),
          },
        }),
      ]
    : [updateFinding(resource)];
}

/** Compares only the parts of the current state that the change is about. */
function isAsWritten(
  role: RoleTarget,
  { resource, before: found, after = {} }: Change,
  written: JsonObject,
): boolean {
  if (!found) {
    return false;
  }
  return isPolicyDocument(written)
    ? ownStatements(written, resource, role).every(one =>
        ownStatements(found, resource, role).some(other =>
          sameStatement(one, other),
        ),
      )
    : Object.entries(written).every(
        ([key, value]) =>
          sameJson(found[key], after[key]) || sameJson(found[key], value),
      );
}

function sameJson(one: unknown, other: unknown): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}
