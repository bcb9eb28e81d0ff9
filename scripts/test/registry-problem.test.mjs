import assert from 'node:assert/strict';
import { test } from 'node:test';
import { registryProblem } from '../lib/registry-problem.mjs';

for (const [why, registry, output, expected] of /** @type {const} */ ([
  [
    'a certificate that npm or Yarn refuses',
    'npm',
    'RequestError: self-signed certificate in certificate chain',
    /NODE_EXTRA_CA_CERTS/,
  ],
  [
    'a certificate that pip refuses',
    'PyPI',
    'SSLError(SSLCertVerificationError(1, "certificate verify failed"))',
    /PIP_CERT/,
  ],
  [
    'no network for npm',
    'npm',
    'npm error code ENOTFOUND',
    /npm registry can't be reached.*HTTPS_PROXY/s,
  ],
  [
    'no network for pip',
    'PyPI',
    'Temporary failure in name resolution',
    /PyPI registry can't be reached/,
  ],
])) {
  test(`${why} has a remedy and the output with it`, () => {
    const { message } = registryProblem('It failed', output, registry);
    assert.match(message, expected);
    assert.ok(message.includes(output));
  });
}

test('what is not understood is shown as it is', () => {
  assert.equal(
    registryProblem('It failed', 'ENOSPC: no space left', 'npm').message,
    'It failed.\n\nThe end of its output:\n\nENOSPC: no space left',
  );
});
