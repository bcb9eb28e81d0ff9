/*
 * yarn fuzz [--runs 10000] [--seed 42] [--only <part of a target's name>]: asks every
 * action and every endpoint all kinds of things on a local account, and prints what
 * was answered, what failed, and how long one request kept all others waiting.
 */
import { performance } from 'node:perf_hooks';
import { parseArgs } from 'node:util';
import { askFormerRequests } from '../src/fuzz/formerRequests';
import { fuzz, FuzzReport, measureAgain, Tally } from '../src/fuzz/run';
import { startWorld } from '../src/fuzz/world';

const { values } = parseArgs({
  options: {
    runs: { type: 'string', default: '10000' },
    seed: { type: 'string', default: '42' },
    only: { type: 'string', default: '' },
  },
});

function line({ target, cases, statuses, longestBlockMs, failure }: Tally) {
  const answers = Object.entries(statuses)
    .map(([status, count]) => `${status}: ${count}`)
    .join(', ');
  return `${
    failure ? 'FAILED ' : ''
  }${target}: ${cases} cases (${answers}), longest block ${longestBlockMs.toFixed(
    0,
  )} ms${failure ? `\n${failure}` : ''}`;
}

function printSummary({
  tallies,
  isLedgerWhole,
  areOthersUntouched,
}: FuzzReport) {
  const sum = (test: (status: number) => boolean) =>
    tallies
      .flatMap(({ statuses }) => Object.entries(statuses))
      .filter(([status]) => test(Number(status)))
      .reduce((all, [, count]) => all + count, 0);
  const failed = tallies.filter(({ failure }) => failure);
  console.log(
    `\n${sum(() => true)} cases, seed ${values.seed}: ${sum(
      status => status < 400,
    )} answered, ${sum(status => status >= 400 && status < 500)} refused, ${sum(
      status => status >= 500,
    )} with 500 or above; ${failed.length} of ${
      tallies.length
    } targets failed; the ledger is ${
      isLedgerWhole ? 'whole' : 'BROKEN'
    }, what others have is ${areOthersUntouched ? 'untouched' : 'CHANGED'}`,
  );
}

async function printBlocks({ blocks }: FuzzReport) {
  console.log(
    '\nLongest blocks of the event loop: in the run, and the least of some repetitions',
  );
  for (const { target, way, path, ms, leastMs } of await measureAgain(blocks)) {
    console.log(
      `${way}: ${ms.toFixed(0)} ms, ${leastMs.toFixed(
        0,
      )} ms: ${target}, path ${path}`,
    );
  }
}

/** @returns whether nothing failed */
async function main(): Promise<boolean> {
  const start = performance.now();
  const world = await startWorld();
  try {
    const report = await fuzz(world, {
      runs: Number(values.runs),
      seed: Number(values.seed),
      only: values.only,
      tell: tally => console.log(line(tally)),
    });
    printSummary(report);
    await printBlocks(report);
    console.log('\nFormer requests');
    const formerRequests = await askFormerRequests(world);
    for (const former of formerRequests) {
      const { title, way, status, ms, longestBlockMs, calls, answer } = former;
      console.log(
        `${title}, ${way}: ${status} after ${ms.toFixed(
          0,
        )} ms, longest block ${longestBlockMs.toFixed(
          0,
        )} ms, ${calls} calls to AWS, ${answer} characters`,
      );
    }
    console.log(`${((performance.now() - start) / 1000).toFixed(0)} s in all`);
    return (
      report.isLedgerWhole &&
      report.areOthersUntouched &&
      report.tallies.every(({ failure }) => !failure) &&
      formerRequests.every(({ status }) => status === 400)
    );
  } finally {
    await world.stop();
  }
}

// The scaffolder keeps a worker that would hold the process.
main().then(
  isWell => process.exit(isWell ? 0 : 1),
  error => {
    console.error(error);
    process.exit(1);
  },
);
