import path from 'node:path';
// The account that npm start serves: it runs before the workspace is built, and
// so is no package that could be imported by name.
/* eslint-disable @backstage/no-relative-monorepo-imports */
import { seed, type SeededAccount } from '../../../local-account/seed.mjs';
import { startServer } from '../../../local-account/server.mjs';
import { layout } from '../../../scripts/lib/layout.mjs';
/* eslint-enable @backstage/no-relative-monorepo-imports */

export type { SeededAccount };

/** A local AWS account for one test file, seeded as for `npm start`. */
export interface LocalAccount {
  endpoint: string;
  /** Its seeded content. */
  seeded: SeededAccount;
  /** Saves its present state, to restore later. */
  keepState(): Promise<void>;
  /** Restores the last saved state, or the seeded one. */
  restore(): Promise<void>;
  /** Ends the account's processes. */
  stop(): Promise<void>;
}

/**
 * Starts a seeded account, in its own process and on its own port, so that test
 * files can run at the same time. It ends with the test's process at the
 * latest.
 */
export async function startLocalAccount(): Promise<LocalAccount> {
  const original = originalOfAllTests() ?? (await startOriginal());
  const answer = await send(`${original.endpoint}/copies`, 'POST', {
    owner: process.pid,
  });
  const { port }: { port: number } = await answer.json();
  const endpoint = `http://127.0.0.1:${port}`;

  return {
    endpoint,
    seeded: original.seeded,
    async keepState() {
      await send(`${endpoint}/copies/state`, 'POST');
    },
    async restore() {
      await send(`${endpoint}/copies/state`, 'PUT');
    },
    async stop() {
      try {
        await send(`${endpoint}/copies`, 'DELETE');
      } finally {
        await original.stop?.();
      }
    },
  };
}

/** See `local-account/copies.py`. */
async function send(
  url: string,
  method: string,
  body?: object,
): Promise<Response> {
  const answer = await fetch(url, {
    method,
    headers: { 'content-type': 'application/json' },
    body: body && JSON.stringify(body),
  });
  if (!answer.ok) {
    throw new Error(`${method} ${url}: ${answer.status}`);
  }
  return answer;
}

/** The account to copy. */
interface Original {
  endpoint: string;
  seeded: SeededAccount;
  stop?(): Promise<void>;
}

/** `npm test` seeds one account for all test files. */
function originalOfAllTests(): Original | undefined {
  const { LOCAL_AWS_ENDPOINT: endpoint, LOCAL_AWS_SEEDED: seeded } =
    process.env;
  return endpoint && seeded
    ? { endpoint, seeded: JSON.parse(seeded) }
    : undefined;
}

async function startOriginal(): Promise<Original> {
  const { endpoint, stop } = await startServer({
    python: path.join(layout.python, 'bin', 'python'),
  });
  return { endpoint, seeded: await seed({ endpoint }), stop };
}
