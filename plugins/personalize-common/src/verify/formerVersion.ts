import { servicePolicyName } from '../service/servicePolicy';
import { CHANGE_OPERATIONS } from '../setup/change';
import { isInlinePolicyOf, parsePlace } from '../setup/place';
import { actionsOf, touches } from './excess/patterns';
import { Finding } from './finding';
import { OTHER_HOLDERS } from './ids';
import { PASS_ROLE } from './proofs/requests';

/** What a baseline keeps by ids alone. */
export type FormerProof = {
  /** Ids of what was broken then. */
  broken: string[];
  /** Ids of what a former version warned of, or couldn't tell, at its last run. Undefined once a run has proven the set-up since. */
  former?: string[];
};

/**
 * Whether a finding comes from the upgrade alone: no run has proven the set-up
 * since then, and the former version found the same at the last run or never
 * looked for such. It kept ids alone. What it would have found, and didn't, is new.
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

/** It called additions `elsewhere`, and named one policy where there is now a finding for each who has it. */
function isSameAs(former: string, id: string): boolean {
  return (
    former === id.replace(/^added:(role [^:]+:)?/, 'elsewhere:') ||
    (former.startsWith(OTHER_HOLDERS) && id.startsWith(`${former}:`))
  );
}

/** What is a failure now, and was a warning for the same reason. */
function isOnlyStricter(found: Finding, isWarnedOf: boolean): boolean {
  switch (found.kind) {
    case 'default-key':
    case 'encryption':
      return isWarnedOf;
    case 'changed-outside':
      return (
        found.subjects.byOthers !== undefined &&
        // It left it open who lets Personalize assume the role.
        (isWarnedOf ||
          parsePlace(found.subjects.holder).kind === 'trust-policy')
      );
    default:
      return false;
  }
}

const PLANNED = new RegExp(`^[^:]+:(?:${CHANGE_OPERATIONS.join('|')}):(.+)$`);

/** Each change that its plan would still have made was a failure of its own. */
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

/** It looked at no boundary, tag or warning of a plan, and on people's roles only for who may pass roles. */
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
