import { ConflictError } from '@backstage/errors';
import { personalizeArns } from '../aws/arn';
import { PolicyStatement } from '../policy/document';
import { OwnedStatement } from '../policy/merge';
import { RoleSettings, RoleTarget } from '../request/types';

/**
 * The Sids of the service policy. The policy belongs to the role alone and is
 * named after it, so they need no hash.
 */
const SERVICE_POLICY_SIDS = [
  'PersonalizeApi',
  'PersonalizeApiWithoutResource',
  'PersonalizeMetrics',
];

/**
 * Tells whether a statement of the service policy is one that the product writes.
 *
 * @throws ConflictError for another kind of statement under one of our Sids:
 * somebody put it there, and it may not be overwritten
 */
export function isServicePolicyStatement(statement: PolicyStatement): boolean {
  const { Sid, Effect } = statement;
  if (Sid === undefined || !SERVICE_POLICY_SIDS.includes(Sid)) {
    return false;
  }
  if (Effect !== 'Allow') {
    throw new ConflictError(
      `Statement "${Sid}" of the role's service policy is a Deny, though the Sid is that of this set-up's own Allow. ` +
        'Somebody edited it, so nothing was overwritten. Give the Deny a Sid of its own, then run again.',
    );
  }
  return true;
}

/** Name of the role's managed policy; it stands at the role's own path. */
export function servicePolicyName(roleName: string): string {
  return `${roleName}-service`;
}

/**
 * The statements of the role's managed policy.
 *
 * `documented` is the policy of the Amazon Personalize Developer Guide,
 * "Creating an IAM role for Amazon Personalize". `scoped` limits it to the
 * account and Region: algorithms, recipes and feature transformations belong to
 * no account, and the actions that know no resource are bound to the Region.
 * Publishing metrics knows no resource either.
 */
export function servicePolicyStatements(
  role: RoleTarget,
  settings: Pick<RoleSettings, 'servicePolicy' | 'cloudWatchMetrics'>,
): OwnedStatement[] {
  return [
    ...(settings.servicePolicy === 'documented'
      ? documentedStatements()
      : scopedStatements(role)),
    ...(settings.cloudWatchMetrics ? [metricsStatement()] : []),
  ];
}

function documentedStatements(): OwnedStatement[] {
  return [
    {
      Sid: 'PersonalizeApi',
      Effect: 'Allow',
      Action: 'personalize:*',
      Resource: '*',
    },
  ];
}

function scopedStatements(role: RoleTarget): OwnedStatement[] {
  return [
    {
      Sid: 'PersonalizeApi',
      Effect: 'Allow',
      Action: 'personalize:*',
      Resource: [
        personalizeArns(role.partition, role.region, role.accountId),
        `arn:${role.partition}:personalize:::*`,
      ],
    },
    {
      Sid: 'PersonalizeApiWithoutResource',
      Effect: 'Allow',
      Action: [
        'personalize:List*',
        'personalize:PutActionInteractions',
        'personalize:PutEvents',
      ],
      Resource: '*',
      Condition: { StringEquals: { 'aws:RequestedRegion': role.region } },
    },
  ];
}

function metricsStatement(): OwnedStatement {
  return {
    Sid: 'PersonalizeMetrics',
    Effect: 'Allow',
    Action: 'cloudwatch:PutMetricData',
    Resource: '*',
  };
}
