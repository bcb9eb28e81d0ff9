/*
 * Brings everything here that the commands need, as each of them does by itself:
 * for who runs two of them at a time.
 */
import { runCommand } from './lib/problem.mjs';
import { setUp } from './lib/setup.mjs';

await runCommand(async () => {
  await setUp();
  return 0;
});
