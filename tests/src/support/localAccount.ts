import path from 'node:path';
// The account that npm start serves: it runs before the workspace is built, and
// so is no package that could be imported by name.
/* eslint-disable @backstage/no-relative-monorepo-imports */
import { seed, type SeededAccount } from '../../../local-account/seed.mjs';
import { startServer } from '../../../local-account/server.mjs';
import { layout } from '../../../scripts/lib/layout.mjs';
/* eslint-enable @backstage/no-relative-monorepo-imports */

export type { SeededAccount };

/** A local AWS account of a test's own. */
export interface LocalAccount {
  endpoint: string;
  /** Fills the account as `npm start` does; fails when it is filled already. */
  seed(): Promise<SeededAccount>;
  /** Empties the account. */
  reset(): Promise<void>;
  /** Ends the account's process. */
  stop(): Promise<void>;
}

/**
 * Starts an empty account, in a process and on a port of its own, so that test
 * files can run side by side. The process ends with the test's at the latest.
 */
export async function startLocalAccount(): Promise<LocalAccount> {
  const python =
    process.env.LOCAL_AWS_PYTHON ?? path.join(layout.python, 'bin', 'python');
  const { endpoint, stop } = await startServer({ python });
  return {
    endpoint,
    seed: () => seed({ endpoint }),
    async reset() {
      const response = await fetch(`${endpoint}/moto-api/reset`, {
        method: 'POST',
      });
      if (!response.ok) {
        throw new Error(`The local account wasn't reset: ${response.status}`);
      }
    },
    stop,
  };
}
