import { fuzz } from './fuzz/run';
import { sampleOrAll } from './support';
import { startWorld, World } from './fuzz/world';

// Whole runs, on machines that do other things too.
jest.setTimeout(300_000);

let world: World;

beforeAll(async () => {
  world = await startWorld();
}, 300_000);

afterAll(() => world?.stop());

// `yarn fuzz` asks more, and measures.
it('answers whatever is asked of an action or an endpoint without failing, and without writing or telling what it mustn’t', async () => {
  const { tallies, isLedgerWhole, areOthersUntouched } = await fuzz(world, {
    runs: sampleOrAll(150, 1_000),
    seed: 11,
  });

  expect(tallies.flatMap(({ failure }) => failure ?? [])).toEqual([]);
  expect({ isLedgerWhole, areOthersUntouched }).toEqual({
    isLedgerWhole: true,
    areOthersUntouched: true,
  });
});
