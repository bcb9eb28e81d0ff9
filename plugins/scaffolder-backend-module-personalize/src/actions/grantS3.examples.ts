import { legacyRole, stepExample } from './stepExample';

const action = 'personalize:grant-s3';

/** Examples of `personalize:grant-s3`. */
export const examples = [
  stepExample('An input and an output prefix of one bucket', {
    action,
    name: 'Grant access to the buckets',
    input: {
      ...legacyRole,
      buckets: [
        {
          bucket: 'reco-training-data',
          prefix: 'input/',
          workflows: ['import'],
        },
        {
          bucket: 'reco-training-data',
          prefix: 'output/',
          workflows: ['export'],
        },
      ],
    },
  }),
  stepExample('A bucket of another account: its owner gets a policy to apply', {
    action,
    name: 'Grant access to the buckets',
    input: {
      ...legacyRole,
      buckets: [
        { bucket: 'reco-results', workflows: ['batch', 'metrics'] },
        {
          bucket: 'partner-catalogue',
          prefix: 'clicks/',
          workflows: ['import'],
          bucketOwner: '210987654321',
        },
      ],
    },
  }),
];
