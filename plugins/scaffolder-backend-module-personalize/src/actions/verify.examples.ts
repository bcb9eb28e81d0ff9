import { stepExample } from './stepExample';

const action = 'personalize:verify';

const role = {
  accountId: '123456789012',
  region: 'us-east-1',
  roleName: 'personalize-shop',
};

/** Examples of `personalize:verify`. */
export const examples = [
  stepExample('Prove that a role can use its buckets and its key', {
    action,
    name: 'Prove that it works',
    input: {
      ...role,
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
    'Prove at the end of a run that it opened nothing but what was asked for',
    {
      action,
      name: 'Prove that it works and opens nothing else',
      input: {
        ...role,
        s3: [{ bucket: 'reco-results', workflows: ['export'] }],
        changes: [
          {
            part: 's3',
            resource: 'arn:aws:s3:::reco-results',
            operation: 'create',
            after: {
              Version: '2012-10-17',
              Statement: [
                {
                  Effect: 'Allow',
                  Principal: { Service: 'personalize.amazonaws.com' },
                  Action: ['s3:ListBucket', 's3:PutObject'],
                  Resource: [
                    'arn:aws:s3:::reco-results',
                    'arn:aws:s3:::reco-results/*',
                  ],
                },
              ],
            },
          },
        ],
      },
    },
  ),
];
