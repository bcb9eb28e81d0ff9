import { legacyRole, stepExample } from './stepExample';

const action = 'personalize:grant-kms';

/** Examples of `personalize:grant-kms`. */
export const examples = [
  stepExample('A key that encrypts the dataset group and its exports', {
    action,
    name: 'Grant access to the keys',
    input: {
      ...legacyRole,
      keys: [
        { keyId: 'alias/reco-data', workflows: ['dataset-group', 'export'] },
      ],
    },
  }),
  stepExample('Two keys, only for requests that name their account', {
    action,
    name: 'Grant access to the keys',
    input: {
      ...legacyRole,
      keys: [
        { keyId: 'alias/reco-data', workflows: ['import'] },
        { keyId: 'alias/orders', workflows: ['batch'] },
      ],
      sourceConditions: 'required',
    },
  }),
];
