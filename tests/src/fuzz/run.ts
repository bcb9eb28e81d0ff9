import { JsonObject } from '@backstage/types';
import fc, { Arbitrary } from 'fast-check';
import { ACTIONS } from '../support';
import { inputsOf } from './actions';
import { askDryRun, Asked, askEndpoint, askHandler, flawsOf } from './answers';
import { measured } from './blocks';
import { endpoints, requestsOf } from './requests';
import { PEOPLE, World } from './world';

/** How something is asked: an action by its handler, or over HTTP. */
type Way = 'action' | 'run' | 'dry run' | 'endpoint';

/** One way in, with what is sent there. */
interface Target {
  name: string;
  way: Way;
  /** Cases of it in relation to those of the others. */
  weight: number;
  cases: Arbitrary<Case>;
}

/** One thing that somebody asks. */
interface Case {
  ask(world: World, person: string): Promise<Asked>;
  [fc.toStringMethod](): string;
}

/** The longest time for which one case kept the event loop. */
export interface Block {
  target: string;
  way: Way;
  /** What `fast-check` finds the case again with, beside the seed. */
  path: string;
  /** As it came in the run, where other work and other processes add to it. */
  ms: number;
  /** Asks the same again. */
  repeat(): Promise<Asked>;
}

/** What came of the cases of a target. */
export interface Tally {
  target: string;
  cases: number;
  /** By status of the answers. */
  statuses: Record<number, number>;
  longestBlockMs: number;
  /** What failed, as fast-check reports it with seed and path. */
  failure?: string;
}

/** What a run found. */
export interface FuzzReport {
  tallies: Tally[];
  /** The worst of each way. */
  blocks: Block[];
  isLedgerWhole: boolean;
  areOthersUntouched: boolean;
}

/** So many of each way. */
const KEPT_BLOCKS = 5;
const REPETITIONS = 10;

/** Characters of the input of a dry run, printed with indents. */
const LONGEST_PRINT = 50_000_000;

/** A case that failed is made smaller for so long. */
const SHRINKING_MS = 60_000;

/**
 * Asks every action and every endpoint all kinds of things, and looks at each
 * answer; see `flawsOf`.
 *
 * @param runs - how many cases in all, at least one for each target
 * @param seed - the same cases come of the same seed
 * @param only - part of the names of the targets that are asked
 */
export async function fuzz(
  world: World,
  {
    runs,
    seed,
    only = '',
    tell = () => {},
  }: {
    runs: number;
    seed: number;
    only?: string;
    tell?: (tally: Tally) => void;
  },
): Promise<FuzzReport> {
  const targets = targetsOf().filter(({ name }) => name.includes(only));
  const all = targets.reduce((sum, { weight }) => sum + weight, 0);
  let blocks: Block[] = [];
  const tallies: Tally[] = [];
  for (const target of targets) {
    const { tally, longest } = await fuzzTarget(world, target, {
      seed,
      numRuns: Math.ceil((runs * target.weight) / all),
    });
    tell(tally);
    tallies.push(tally);
    const ofOtherWays = blocks.filter(({ way }) => way !== target.way);
    const ofItsWay = blocks.filter(({ way }) => way === target.way);
    blocks = [...ofOtherWays, ...worst([...ofItsWay, ...longest])];
  }
  return {
    tallies,
    blocks,
    isLedgerWhole: await world.isLedgerWhole(),
    areOthersUntouched: await world.areOthersUntouched(),
  };
}

/**
 * Asks again what kept the event loop longest.
 *
 * @returns the blocks with the least of some repetitions, which is what the case
 * itself takes; the worst first
 */
export async function measureAgain(
  blocks: readonly Block[],
): Promise<(Block & { leastMs: number })[]> {
  const measuredAgain: (Block & { leastMs: number })[] = [];
  for (const block of blocks) {
    let leastMs = block.ms;
    for (let again = 0; again < REPETITIONS; again++) {
      const { longestBlock } = await measured(block.repeat);
      leastMs = Math.min(leastMs, longestBlock);
    }
    measuredAgain.push({ ...block, leastMs });
  }
  return measuredAgain.sort((a, b) => b.leastMs - a.leastMs);
}

function worst(blocks: Block[]): Block[] {
  return [...blocks].sort((a, b) => b.ms - a.ms).slice(0, KEPT_BLOCKS);
}

async function fuzzTarget(
  world: World,
  { name, way, cases }: Target,
  { seed, numRuns }: { seed: number; numRuns: number },
) {
  const tally: Tally = {
    target: name,
    cases: 0,
    statuses: {},
    longestBlockMs: 0,
  };
  let longest: Block[] = [];
  let isShrinking = false;
  const property = fc.asyncProperty(cases, async one => {
    world.bench.endpoint.clear();
    const number = tally.cases;
    const repeat = () => one.ask(world, PEOPLE[number % PEOPLE.length]);
    const { result, longestBlock } = await measured(repeat);
    if (!isShrinking) {
      const { status } = result.answer;
      tally.cases += 1;
      tally.statuses[status] = (tally.statuses[status] ?? 0) + 1;
      tally.longestBlockMs = Math.max(tally.longestBlockMs, longestBlock);
      longest = worst([
        ...longest,
        {
          target: name,
          way,
          path: String(number),
          ms: longestBlock,
          repeat,
        },
      ]);
    }
    const flaws = flawsOf(world, name, result);
    if (flaws.length > 0) {
      isShrinking = true;
      throw new Error(flaws.join('\n'));
    }
  });
  const outcome = await fc.check(property, {
    seed,
    numRuns,
    interruptAfterTimeLimit: SHRINKING_MS + numRuns * 2_000,
  });
  if (outcome.interrupted) {
    tally.failure = `only ${tally.cases} of ${numRuns} cases were asked in time`;
  } else if (outcome.failed) {
    const { counterexamplePath, counterexample, errorInstance } = outcome;
    tally.failure = `seed ${seed}, path ${counterexamplePath}: ${
      errorInstance instanceof Error ? errorInstance.message : errorInstance
    }\nof ${fc.stringify(counterexample).slice(0, 3_000)}`;
  }
  return { tally, longest };
}

/**
 * People first: what the portal's own plugins record changes what people see, and
 * what runs write changes AWS.
 */
function targetsOf(): Target[] {
  const routes = endpoints();
  return [
    ...ACTIONS.map(action => ({
      name: `action ${action}`,
      way: 'action' as const,
      weight: 6,
      cases: inputsOf(action).map(input =>
        caseOf(input, (world, person) =>
          askHandler(world, action, asJson(input), { person, isDryRun: true }),
        ),
      ),
    })),
    ...ACTIONS.map(action => ({
      name: `dry run of ${action}`,
      way: 'dry run' as const,
      weight: 1,
      cases: inputsOf(action)
        .filter(canBePrinted)
        .map(input =>
          caseOf(input, (world, person) =>
            askDryRun(world, action, asJson(input), person),
          ),
        ),
    })),
    ...routes.map(endpoint => ({
      name: endpoint.name,
      way: 'endpoint' as const,
      weight: 2,
      cases: requestsOf(endpoint).map(request =>
        caseOf(request, (world, person) => askEndpoint(world, request, person)),
      ),
    })),
    ...routes.flatMap(endpoint =>
      endpoint.services.map(service => ({
        name: `${service}: ${endpoint.name}`,
        way: 'endpoint' as const,
        weight: 1,
        cases: requestsOf(endpoint).map(request =>
          caseOf(request, (world, person) =>
            askEndpoint(world, request, person, service),
          ),
        ),
      })),
    ),
    ...ACTIONS.map(action => ({
      name: `run of ${action}`,
      way: 'run' as const,
      weight: 1,
      cases: inputsOf(action).map(input =>
        caseOf(input, (world, person) =>
          askHandler(world, action, asJson(input), { person, isDryRun: false }),
        ),
      ),
    })),
  ];
}

/**
 * The scaffolder prints the input of every step with indents, also that of its own
 * actions, and answers 500 where the text gets too long for JavaScript. Long before
 * that it keeps everybody waiting, which docs/security.md says.
 */
function canBePrinted(input: object): boolean {
  try {
    return JSON.stringify(input, undefined, 2).length < LONGEST_PRINT;
  } catch {
    return false;
  }
}

/** @param sent - for the report of a failure */
function caseOf(sent: object, ask: Case['ask']): Case {
  return {
    ask,
    [fc.toStringMethod]: () => JSON.stringify(sent).slice(0, 3_000),
  };
}

/** As it comes out of a request's body. */
function asJson(input: Record<string, unknown>): JsonObject {
  return JSON.parse(JSON.stringify(input));
}
