import { shopRole, stepExample } from './stepExample';

const action = 'personalize:plan';

/** Examples of `personalize:plan`. */
export const examples = [
  stepExample('Plan a whole set-up before anything is written', {
    action,
    name: 'Check the request',
    input: {
      name: 'shop-recommendations',
      owner: 'group:default/guests',
      ...shopRole,
      kms: [{ keyId: 'alias/reco-data', workflows: ['dataset-group'] }],
      s3: [
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
];
