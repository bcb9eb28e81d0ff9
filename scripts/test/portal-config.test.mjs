import assert from 'node:assert/strict';
import { test } from 'node:test';
import { portSettings } from '../lib/portal-config.mjs';

test('every address follows its port, and the rest of the account stays', () => {
  const settings = portSettings(
    { frontend: 4000, backend: 8007, account: 6555 },
    {
      personalize: {
        accounts: [
          Object.assign(
            { endpoint: 'http://127.0.0.1:5555' },
            { accountId: '123456789012', regions: ['us-east-1'] },
          ),
        ],
      },
    },
  );
  assert.deepEqual(settings, {
    app: { baseUrl: 'http://localhost:4000' },
    backend: {
      baseUrl: 'http://localhost:8007',
      listen: { port: 8007 },
      cors: { origin: 'http://localhost:4000' },
    },
    personalize: {
      accounts: [
        {
          accountId: '123456789012',
          regions: ['us-east-1'],
          endpoint: 'http://127.0.0.1:6555',
        },
      ],
    },
  });
});
