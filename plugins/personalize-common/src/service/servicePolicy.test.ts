import { roleArn } from '../aws/arn';
import { identityAllows } from '../evaluate/findings';
import { OUR_ROLE } from '../policy/__testUtils__/setups';
import { POLICY_VERSION } from '../policy/document';
import { serviceContext } from './requestContext';
import {
  isServicePolicyStatement,
  servicePolicyName,
  servicePolicyStatements,
} from './servicePolicy';

describe('the service policy', () => {
  it('is the one of the AWS guide when asked for as documented', () => {
    expect(
      servicePolicyStatements(OUR_ROLE, {
        servicePolicy: 'documented',
        cloudWatchMetrics: false,
      }),
    ).toStrictEqual([
      {
        Sid: 'PersonalizeApi',
        Effect: 'Allow',
        Action: 'personalize:*',
        Resource: '*',
      },
    ]);
  });

  it('lets metrics be written when asked for, and then only', () => {
    for (const servicePolicy of ['documented', 'scoped'] as const) {
      const statements = (cloudWatchMetrics: boolean) =>
        servicePolicyStatements(OUR_ROLE, { servicePolicy, cloudWatchMetrics });

      expect(statements(true)).toStrictEqual([
        ...statements(false),
        {
          Sid: 'PersonalizeMetrics',
          Effect: 'Allow',
          Action: 'cloudwatch:PutMetricData',
          Resource: '*',
        },
      ]);
      expect(JSON.stringify(statements(false))).not.toContain('cloudwatch');
    }
  });

  it.each([
    [
      'a resource of the account',
      'arn:aws:personalize:us-east-1:012345678901:campaign/x',
      'us-east-1',
      'personalize:DescribeCampaign',
      true,
    ],
    [
      'a recipe, which belongs to no account',
      'arn:aws:personalize:::recipe/aws-sims',
      'us-east-1',
      'personalize:DescribeRecipe',
      true,
    ],
    [
      'another Region',
      'arn:aws:personalize:eu-west-1:012345678901:campaign/x',
      'eu-west-1',
      'personalize:DescribeCampaign',
      false,
    ],
    [
      'another account',
      'arn:aws:personalize:us-east-1:999999999999:campaign/x',
      'us-east-1',
      'personalize:DescribeCampaign',
      false,
    ],
    [
      'an action that knows no resource',
      '*',
      'us-east-1',
      'personalize:ListCampaigns',
      true,
    ],
    [
      'an action that knows no resource in another Region',
      '*',
      'eu-west-1',
      'personalize:ListCampaigns',
      false,
    ],
    ['events', '*', 'us-east-1', 'personalize:PutEvents', true],
    [
      'what people did with actions',
      '*',
      'us-east-1',
      'personalize:PutActionInteractions',
      true,
    ],
  ] as const)(
    'is limited to account and Region when scoped: %s',
    (_name, resource, region, action, allowed) => {
      const document = {
        Version: POLICY_VERSION,
        Statement: servicePolicyStatements(OUR_ROLE, {
          servicePolicy: 'scoped',
          cloudWatchMetrics: false,
        }),
      };

      expect(
        identityAllows([{ name: 'service', document }], {
          principal: { kind: 'role', arn: roleArn(OUR_ROLE) },
          action,
          resource,
          context: serviceContext({
            kind: 'role',
            accountId: OUR_ROLE.accountId,
            region,
            roleArn: roleArn(OUR_ROLE),
          }),
        }).answer === 'yes',
      ).toBe(allowed);
    },
  );

  it('has Sids that may not repeat, all known as its own', () => {
    const statements = servicePolicyStatements(OUR_ROLE, {
      servicePolicy: 'scoped',
      cloudWatchMetrics: true,
    });

    expect(new Set(statements.map(({ Sid }) => Sid)).size).toBe(
      statements.length,
    );
    expect(statements.every(isServicePolicyStatement)).toBe(true);
    expect(isServicePolicyStatement({ Effect: 'Allow' })).toBe(false);
    expect(isServicePolicyStatement({ Sid: 'Theirs', Effect: 'Allow' })).toBe(
      false,
    );
  });

  it('stops at a Deny that somebody put under a Sid of ours', () => {
    expect(() =>
      isServicePolicyStatement({
        Sid: 'PersonalizeApi',
        Effect: 'Deny',
        Action: 'personalize:DeleteDatasetGroup',
        Resource: '*',
      }),
    ).toThrow(
      /"PersonalizeApi" of the role's service policy is a Deny.*it stays as it is/,
    );
  });

  it('is named after the role', () => {
    expect(servicePolicyName('personalize-shop')).toBe(
      'personalize-shop-service',
    );
  });
});
