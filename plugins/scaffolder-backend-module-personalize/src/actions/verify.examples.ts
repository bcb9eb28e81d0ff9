import { shopRole, stepExample } from './stepExample';

const action = 'personalize:verify';

/** Examples of `personalize:verify`. */
export const examples = [
  stepExample('Prove that a role can use its buckets and its key', {
    action,
    name: 'Prove that it works',
    input: {
      ...shopRole,
      kms: [{ keyId: 'alias/reco-data', workflows: ['dataset-group'] }],
      s3: [
        {
          bucket: 'reco-training-data',
          prefix: 'input/',
          workflows: ['import'],
        },
      ],
    },
  }),
  stepExample(
    'Prove at the end of a run that Personalize can write its results',
    {
      action,
      name: 'Check that it works and opens nothing else',
      input: {
        ...shopRole,
        s3: [{ bucket: 'reco-results', workflows: ['export'] }],
      },
    },
  ),
];
