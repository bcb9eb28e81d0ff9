import assert from 'node:assert/strict';
import { test } from 'node:test';
import { personSettings, portSettings } from '../lib/portal-config.mjs';

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
      identityCenter: { endpoint: 'http://127.0.0.1:6555' },
    },
  });
});

const organisation = [
  { kind: 'Group', metadata: { name: 'recommendations' }, spec: {} },
  {
    kind: 'User',
    metadata: { name: 'rosa' },
    spec: { memberOf: ['recommendations'] },
  },
];

test('a person of the local portal signs in with their groups', () => {
  assert.deepEqual(personSettings('rosa', organisation), {
    auth: {
      providers: {
        guest: {
          userEntityRef: 'user:default/rosa',
          ownershipEntityRefs: [
            'user:default/rosa',
            'group:default/recommendations',
          ],
        },
      },
    },
  });
});

test('the guest signs in where nobody is named', () => {
  assert.deepEqual(personSettings(undefined, organisation), {});
});

test('a person whom the portal does not know is refused with those it does', () => {
  assert.throws(() => personSettings('recommendations', organisation), {
    name: 'Problem',
    message: /PORTAL_USER is recommendations[^]*Choose one of rosa/,
  });
});
