import { stepExample } from './stepExample';

const action = 'personalize:accept';

/** Examples of `personalize:accept`. */
export const examples = [
  stepExample('Accept that others can use a bucket', {
    action,
    name: 'Accept that Finance reads the bucket',
    input: {
      name: 'shop',
      check: 'elsewhere:arn:aws:s3:::reco-training-data:Finance',
      reason: 'Finance reads the orders for its reports (FIN-123).',
    },
  }),
];
