import { servicePolicyName } from '../service/servicePolicy';
import { CHANGE_OPERATIONS } from '../setup/change';
import { isInlinePolicyOf, parsePlace } from '../setup/place';
import { actionsOf, touches } from './excess/patterns';
import { Finding } from './finding';
import { OTHER_HOLDERS } from './ids';
import { PASS_ROLE } from './proofs/requests';

/** The part of a baseline that consists only of ids. */
export type FormerProof = {
  /** Ids of what was broken then. */
  broken: string[];
  /**
   * Ids of what a former version warned of, or couldn't read, at its last run.
   * Undefined once a run has proven the set-up since.
   */
  former?: string[];
};

/**
 * Whether a finding comes only from the upgrade: no run has proven the set-up
 * since, and the former version found the same at the last run or never looked for
 * it. The former version recorded only ids. A finding is new if that version would
 * have reported it but didn't.
 */
export function isOfFormer(
  found: Finding,
  { former, broken }: FormerProof,
): boolean {
  if (former === undefined) {
    return false;
  }
  const isWarnedOf = former.some(id => isSameAs(id, found.id));
  return found.outcome === 'failed'
    ? isOnlyStricter(found, isWarnedOf) || failedInPlan(found, broken)
    : isWarnedOf || isUnsought(found);
}

/**
 * The former version called additions `elsewhere`. It had one finding for a policy,
 * and now there is one for each identity that has it.
 */
function isSameAs(former: string, id: string): boolean {
  return (
    former === id.replace(/^added:(role [^:]+:)?/, 'elsewhere:') ||
    (former.startsWith(OTHER_HOLDERS) && id.startsWith(`${former}:`))
  );
}

/** A failure that the former version gave as a warning for the same reason. */
function isOnlyStricter(found: Finding, isWarnedOf: boolean): boolean {
  switch (found.kind) {
    case 'default-key':
    case 'encryption':
      return isWarnedOf;
    case 'changed-outside':
      return (
        found.subjects.byOthers !== undefined &&
        // The former version didn't check who lets Personalize assume the role.
        (isWarnedOf ||
          parsePlace(found.subjects.holder).kind === 'trust-policy')
      );
    default:
      return false;
  }
}

const PLANNED = new RegExp(`^[^:]+:(?:${CHANGE_OPERATIONS.join('|')}):(.+)$`);

/** The former version reported each change that its plan would still make as a failure. */
function failedInPlan(found: Finding, broken: readonly string[]): boolean {
  if (found.kind !== 'changed-outside') {
    return false;
  }
  const { holder } = found.subjects;
  const servicePolicy = servicePolicyName(holder.replace(':role/', ':policy/'));
  return broken.some(id => {
    const [, resource = ''] = PLANNED.exec(id) ?? [];
    return (
      resource === holder ||
      resource === servicePolicy ||
      isInlinePolicyOf(holder, resource)
    );
  });
}

/**
 * The former version ignored boundaries, tags and plan warnings. On people's roles,
 * it checked only who may pass roles.
 */
function isUnsought(found: Finding): boolean {
  if (found.kind !== 'added') {
    return found.kind === 'plan-warning';
  }
  switch (found.subjects.to) {
    case 'boundary':
    case 'tag':
      return true;
    case 'people-role':
      return !(found.opens ?? []).some(statement =>
        touches(actionsOf(statement), PASS_ROLE.toLowerCase()),
      );
    default:
      return false;
  }
}
