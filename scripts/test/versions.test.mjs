import assert from 'node:assert/strict';
import { test } from 'node:test';
import { requireSupportedSystem } from '../lib/setup.mjs';
import { supportedPlatform } from '../lib/node-runtime.mjs';
import { isSupportedNode } from '../lib/versions.mjs';

for (const [version, supported] of /** @type {const} */ ([
  ['20.20.2', false],
  ['22.11.0', false],
  ['22.12.0', true],
  ['23.5.0', false],
  ['24.0.0', true],
  ['25.1.0', false],
])) {
  test(`Node ${version} is ${supported ? 'used' : 'replaced'}`, () => {
    assert.equal(isSupportedNode(version), supported);
  });
}

test('a platform without a ready-made Node is told what to do', () => {
  assert.equal(supportedPlatform('darwin', 'arm64'), 'darwin-arm64');
  assert.throws(() => supportedPlatform('linux', 'riscv64'), {
    name: 'Problem',
    message: /linux-riscv64.*\n\nInstall Node 24 yourself/s,
  });
});

test('Windows is sent to its subsystem for Linux', () => {
  requireSupportedSystem('linux');
  assert.throws(() => requireSupportedSystem('win32'), {
    name: 'Problem',
    message: /Windows Subsystem for Linux/,
  });
});
