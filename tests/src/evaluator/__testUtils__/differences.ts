import {
  decide,
  Decision,
} from '@personalize-portal/backstage-plugin-personalize-common';
import { Case, policiesOf, requestOf } from './cases';
import { EXPLANATIONS } from './explanations';
import { simulate, SimulatedOutcome } from './simulator';

/** What the product and the simulator make of a case. */
export interface Comparison {
  ours: SimulatedOutcome | 'unknown';
  theirs: SimulatedOutcome;
}

/** Has both decide a case. */
export async function compare(theCase: Case): Promise<Comparison> {
  const decision = decide(requestOf(theCase), policiesOf(theCase));
  return { ours: outcomeOf(decision), theirs: await simulate(theCase) };
}

function outcomeOf({ outcome, reason }: Decision): Comparison['ours'] {
  return reason === 'explicit-deny' ? reason : outcome;
}

/** Tells whether both decide alike. */
export function agree({ ours, theirs }: Comparison): boolean {
  return ours === theirs;
}

/**
 * Which explanations account for a difference: the first that does so alone, or
 * as few together as do; `undefined` when all together don't.
 */
export async function explain(theCase: Case): Promise<string[] | undefined> {
  const { ours, theirs } = await compare(theCase);
  const isOpen =
    ours === 'unknown' || (ours === 'denied' && theirs === 'explicit-deny');
  const applying = EXPLANATIONS.filter(({ without }) => without(theCase));
  const accountFor = async (explanations: typeof applying) =>
    agree(
      await compare(
        explanations.reduce(
          (left, { without }) => without(left) ?? left,
          theCase,
        ),
      ),
    );
  const mayExplain = (explanations: typeof applying) =>
    isOpen || explanations.some(({ weSay }) => weSay === 'otherwise');
  for (const explanation of applying) {
    if (mayExplain([explanation]) && (await accountFor([explanation]))) {
      return [explanation.name];
    }
  }
  if (!(await accountFor(applying))) {
    return undefined;
  }
  let needed = applying;
  for (const explanation of applying) {
    const others = needed.filter(other => other !== explanation);
    if (mayExplain(others) && (await accountFor(others))) {
      needed = others;
    }
  }
  return mayExplain(needed) ? needed.map(({ name }) => name) : undefined;
}
