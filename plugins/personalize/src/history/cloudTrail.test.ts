import { cloudTrailAddress } from './cloudTrail';

const request = (operation: string) => ({ operation, requestId: 'ABC' });

const at = '2026-11-25T09:30:00.000Z';

const hour =
  'StartTime=2026-11-25T09%3A15%3A00.000Z&EndTime=2026-11-25T09%3A45%3A00.000Z';

describe('the address of an answer in CloudTrail', () => {
  it('is in the Region of the set-up, around the time', () => {
    expect(
      cloudTrailAddress(request('s3:PutBucketPolicy'), {
        partition: 'aws',
        region: 'eu-west-1',
        at,
      }),
    ).toBe(
      `https://eu-west-1.console.aws.amazon.com/cloudtrailv2/home?region=eu-west-1#/events?EventName=PutBucketPolicy&${hour}`,
    );
  });

  it('is where IAM is recorded, in each partition', () => {
    expect(
      cloudTrailAddress(request('iam:CreateRole'), {
        partition: 'aws',
        region: 'eu-west-1',
        at,
      }),
    ).toContain('https://us-east-1.console.aws.amazon.com/');
    expect(
      cloudTrailAddress(request('iam:CreateRole'), {
        partition: 'aws-cn',
        region: 'cn-north-1',
        at,
      }),
    ).toContain('https://cn-north-1.console.amazonaws.cn/');
  });

  it('isn’t guessed', () => {
    expect(
      cloudTrailAddress(request('kms:PutKeyPolicy'), {
        partition: 'aws-iso',
        region: 'us-iso-east-1',
        at,
      }),
    ).toBeUndefined();
  });
});
