import assert from 'node:assert/strict';
import net from 'node:net';
import { test } from 'node:test';
import {
  findFreePort,
  isTaken,
  portFromEnvironment,
  requireFreePorts,
} from '../lib/ports.mjs';

/**
 * @param {string} host
 * @param {(port: number) => Promise<void>} body
 */
async function whileListening(host, body) {
  const server = net.createServer();
  await new Promise(resolve =>
    server.listen(0, host, () => resolve(undefined)),
  );
  try {
    await body(/** @type {net.AddressInfo} */ (server.address()).port);
  } finally {
    server.close();
  }
}

for (const host of ['127.0.0.1', '0.0.0.0']) {
  test(`a port that somebody holds on ${host} is taken`, () =>
    whileListening(host, async port => {
      assert.equal(await isTaken(port), true);
    }));
}

test('a free port is free', async () => {
  assert.equal(await isTaken(await findFreePort()), false);
});

test('a taken port is named with its use and the variable that changes it', () =>
  whileListening('127.0.0.1', port =>
    assert.rejects(
      requireFreePorts([{ what: 'the portal', port, variable: 'PORTAL_PORT' }]),
      {
        name: 'Problem',
        message: new RegExp(
          `^Port ${port}, for the portal, is taken.*PORTAL_PORT=${port + 1000}`,
          's',
        ),
      },
    ),
  ));

test('one port for two things is refused', async () => {
  const port = await findFreePort();
  await assert.rejects(
    requireFreePorts([
      { what: 'the portal', port, variable: 'PORTAL_PORT' },
      { what: 'its backend', port, variable: 'BACKEND_PORT' },
    ]),
    { name: 'Problem', message: /more than once.*BACKEND_PORT/s },
  );
});

test('a port can be set in the environment', () => {
  assert.equal(portFromEnvironment('PORTAL_PORT', 3000, {}), 3000);
  assert.equal(
    portFromEnvironment('PORTAL_PORT', 3000, { PORTAL_PORT: '4000' }),
    4000,
  );
  for (const value of ['web', '0', '70000', '30.5']) {
    assert.throws(
      () => portFromEnvironment('PORTAL_PORT', 3000, { PORTAL_PORT: value }),
      { name: 'Problem', message: new RegExp(`PORTAL_PORT is "${value}"`) },
    );
  }
});
