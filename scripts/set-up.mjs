/*
 * Installs everything that the commands need. Each command does it by itself;
 * run this first before two of them at once.
 */
import { runCommand } from './lib/command.mjs';
import { setUp } from './lib/setup.mjs';

await runCommand(async () => {
  await setUp();
  return 0;
});
