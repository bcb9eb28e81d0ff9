import { partitionOf, roleArn } from '../aws/arn';
import { exactly, requestContext } from '../evaluate/context';
import { identityAllows } from '../evaluate/findings';
import { OUR_ROLE } from '../policy/__testUtils__/setups';
import {
  charactersOf,
  POLICY_LIMITS,
  POLICY_VERSION,
} from '../policy/document';
import { Preset, presetActions, PRESETS } from './presets';
import { RoleTarget } from './role';
import { SERVICE_REGIONS } from './service';
import {
  isUserPolicyStatement,
  userPolicyArn,
  userPolicyName,
  userPolicyStatements,
} from './userPolicy';

const ARN = 'arn:aws:personalize:us-east-1:012345678901:';
const PERSON = 'arn:aws:iam::012345678901:role/personalize/people';

function documentOf(role: RoleTarget, preset: Preset) {
  return {
    Version: POLICY_VERSION,
    Statement: userPolicyStatements(role, preset),
  };
}

/** Whether somebody with the preset may do it, in a Region, to a service. */
function may(
  preset: Preset,
  action: string,
  resource: string,
  { region = 'us-east-1', passedTo = 'personalize.amazonaws.com' } = {},
): boolean {
  return (
    identityAllows([{ name: preset, document: documentOf(OUR_ROLE, preset) }], {
      principal: { kind: 'role', arn: PERSON },
      action,
      resource,
      context: requestContext({
        'aws:RequestedRegion': exactly(region),
        'iam:PassedToService': exactly(passedTo),
      }),
    }).answer === 'yes'
  );
}

describe("the people's policy", () => {
  it('of an application is limited to what answers and to the Region', () => {
    expect(userPolicyStatements(OUR_ROLE, 'runtime')).toStrictEqual([
      {
        Sid: 'PersonalizeRuntime',
        Effect: 'Allow',
        Action: [
          'personalize:GetActionRecommendations',
          'personalize:GetPersonalizedRanking',
          'personalize:GetRecommendations',
        ],
        Resource: [
          'arn:aws:personalize:us-east-1:012345678901:campaign/*',
          'arn:aws:personalize:us-east-1:012345678901:filter/*',
          'arn:aws:personalize:us-east-1:012345678901:recommender/*',
        ],
      },
      {
        Sid: 'PersonalizeWithoutResource',
        Effect: 'Allow',
        Action: ['personalize:PutActionInteractions', 'personalize:PutEvents'],
        Resource: '*',
        Condition: { StringEquals: { 'aws:RequestedRegion': 'us-east-1' } },
      },
    ]);
  });

  it('of an administrator is everything in the account and Region', () => {
    expect(userPolicyStatements(OUR_ROLE, 'admin')).toStrictEqual([
      {
        Sid: 'PersonalizeResources',
        Effect: 'Allow',
        Action: 'personalize:*',
        Resource: [
          'arn:aws:personalize:us-east-1:012345678901:*',
          'arn:aws:personalize:::algorithm/*',
          'arn:aws:personalize:::feature-transformation/*',
          'arn:aws:personalize:::recipe/*',
        ],
      },
      {
        Sid: 'PersonalizeWithoutResource',
        Effect: 'Allow',
        Action: [...presetActions('admin').anywhere],
        Resource: '*',
        Condition: { StringEquals: { 'aws:RequestedRegion': 'us-east-1' } },
      },
      {
        Sid: 'PersonalizePassRole',
        Effect: 'Allow',
        Action: 'iam:PassRole',
        Resource: 'arn:aws:iam::012345678901:role/personalize/personalize-shop',
        Condition: {
          StringEquals: { 'iam:PassedToService': 'personalize.amazonaws.com' },
        },
      },
    ]);
  });

  it.each(PRESETS)('allows every action of its preset: %s', preset => {
    const { account, offered, runtime, anywhere } = presetActions(preset);

    for (const action of account) {
      expect([action, may(preset, action, `${ARN}dataset/x`)]).toStrictEqual([
        action,
        true,
      ]);
    }
    for (const action of offered) {
      expect([
        action,
        may(preset, action, 'arn:aws:personalize:::recipe/aws-sims'),
      ]).toStrictEqual([action, true]);
    }
    for (const type of ['campaign', 'filter', 'recommender']) {
      for (const action of runtime) {
        expect([action, may(preset, action, `${ARN}${type}/x`)]).toStrictEqual([
          action,
          true,
        ]);
      }
    }
    for (const action of anywhere) {
      expect([action, may(preset, action, '*')]).toStrictEqual([action, true]);
    }
  });

  it.each(PRESETS)(
    'allows nothing in another account or Region: %s',
    preset => {
      const { account, runtime, anywhere } = presetActions(preset);

      for (const action of [...account, ...runtime]) {
        expect(
          may(
            preset,
            action,
            'arn:aws:personalize:us-east-1:999999999999:campaign/x',
          ),
        ).toBe(false);
        expect(
          may(
            preset,
            action,
            'arn:aws:personalize:eu-west-1:012345678901:campaign/x',
            { region: 'eu-west-1' },
          ),
        ).toBe(false);
      }
      for (const action of anywhere) {
        expect(may(preset, action, '*', { region: 'eu-west-1' })).toBe(false);
      }
    },
  );

  it('keeps the work of others from each preset', () => {
    expect(may('read-only', 'personalize:CreateSchema', `${ARN}schema/x`)).toBe(
      false,
    );
    expect(
      may('data-engineer', 'personalize:CreateSolution', `${ARN}solution/x`),
    ).toBe(false);
    expect(
      may(
        'model-builder',
        'personalize:DeleteDataset',
        `${ARN}dataset/x/ITEMS`,
      ),
    ).toBe(false);
    expect(
      may('runtime', 'personalize:DescribeCampaign', `${ARN}campaign/x`),
    ).toBe(false);
  });

  it.each(PRESETS)('passes the one role to Personalize or none: %s', preset => {
    const passes = !['read-only', 'runtime'].includes(preset);
    const pass = (arn: string, passedTo?: string) =>
      may(preset, 'iam:PassRole', arn, { passedTo });

    expect(pass(roleArn(OUR_ROLE))).toBe(passes);
    expect(pass(roleArn(OUR_ROLE), 'ec2.amazonaws.com')).toBe(false);
    expect(pass(`${roleArn(OUR_ROLE)}2`)).toBe(false);
    expect(pass(roleArn({ ...OUR_ROLE, accountId: '999999999999' }))).toBe(
      false,
    );
  });

  it('is far smaller than IAM takes, for the longest role', () => {
    for (const region of SERVICE_REGIONS) {
      for (const preset of PRESETS) {
        const role = {
          ...OUR_ROLE,
          region,
          partition: partitionOf(region),
          roleName: 'r'.repeat(64),
          rolePath: `/${'p'.repeat(510)}/`,
        };

        expect(charactersOf(documentOf(role, preset))).toBeLessThan(
          POLICY_LIMITS.managedPolicy * 0.75,
        );
      }
    }
  });

  it('is named after role and preset, at the path of the role', () => {
    expect(userPolicyName('personalize-shop', 'read-only')).toBe(
      'personalize-shop-read-only',
    );
    expect(userPolicyArn(OUR_ROLE, 'admin')).toBe(
      'arn:aws:iam::012345678901:policy/personalize/personalize-shop-admin',
    );
  });

  it('has Sids that may not repeat, all known as its own', () => {
    for (const preset of PRESETS) {
      const statements = userPolicyStatements(OUR_ROLE, preset);
      expect(new Set(statements.map(({ Sid }) => Sid)).size).toBe(
        statements.length,
      );
      expect(statements.every(isUserPolicyStatement)).toBe(true);
    }
    expect(isUserPolicyStatement({ Effect: 'Allow' })).toBe(false);
    expect(isUserPolicyStatement({ Sid: 'Theirs', Effect: 'Deny' })).toBe(
      false,
    );
  });

  it('stops at a Deny that somebody put under a Sid of ours', () => {
    expect(() =>
      isUserPolicyStatement({
        Sid: 'PersonalizePassRole',
        Effect: 'Deny',
        Action: 'iam:PassRole',
        Resource: '*',
      }),
    ).toThrow(
      /"PersonalizePassRole" of the people's policy.*Deny.*it stays as it is/,
    );
  });
});
