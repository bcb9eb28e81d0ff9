import assert from 'node:assert/strict';
import http from 'node:http';
import { test } from 'node:test';
import { untilReady, untilSilent } from '../lib/readiness.mjs';

const NEVER = new AbortController().signal;

/**
 * @param {import('node:test').TestContext} t
 * @param {number[]} statuses of the answers in order; the last one repeats
 */
async function serve(t, statuses) {
  const server = http.createServer((_, response) => {
    response.statusCode =
      statuses.length > 1 ? Number(statuses.shift()) : statuses[0];
    response.end();
  });
  await new Promise(resolve =>
    server.listen(0, '127.0.0.1', () => resolve(undefined)),
  );
  t.after(() => server.close());
  const { port } = /** @type {import('node:net').AddressInfo} */ (
    server.address()
  );
  return `http://127.0.0.1:${port}`;
}

test('waits while the answer is an error', async t => {
  await untilReady('backend', await serve(t, [503, 503, 200]), NEVER);
});

test('gives up after a while, with the last answer', async t => {
  await assert.rejects(
    untilReady('backend', await serve(t, [503]), NEVER, 300),
    { name: 'Problem', message: /backend wasn't ready.*status 503/ },
  );
});

test('stops waiting when told to', async t => {
  const stop = new AbortController();
  const waiting = untilReady('backend', await serve(t, [503]), stop.signal);
  stop.abort();
  await assert.rejects(waiting, { name: 'AbortError' });
});

test('a short silence is a restart, a long one is an end', async t => {
  const url = await serve(t, [200, 503, 200, 503]);
  const begin = Date.now();
  await assert.rejects(
    untilSilent('backend', url, NEVER, { silenceMs: 200, intervalMs: 50 }),
    { name: 'Problem', message: /backend hasn't answered.*status 503/ },
  );
  assert.ok(Date.now() - begin > 300);
});
