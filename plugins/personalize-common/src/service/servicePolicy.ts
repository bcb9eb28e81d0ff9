import { PolicyStatement } from '../policy/document';
import { OwnedStatement } from '../policy/merge';
import { RoleTarget } from './role';
import { serviceArns } from './service';
import { hasFixedSid } from './sids';

/** `documented`: personalize:* on *; `scoped`: limited to the account and Region. */
export const SERVICE_POLICIES = ['documented', 'scoped'] as const;
export type ServicePolicy = (typeof SERVICE_POLICIES)[number];

/** What the role may do with Personalize. */
export interface ServicePolicySettings {
  servicePolicy: ServicePolicy;
  cloudWatchMetrics: boolean;
}

/** The Sids of the service policy. */
const SERVICE_POLICY_SIDS = [
  'PersonalizeApi',
  'PersonalizeApiWithoutResource',
  'PersonalizeMetrics',
];

/**
 * Whether the product writes such a statement in the service policy.
 *
 * @throws ConflictError for another kind of statement under one of our Sids
 */
export function isServicePolicyStatement(statement: PolicyStatement): boolean {
  return hasFixedSid(
    statement,
    SERVICE_POLICY_SIDS,
    "the role's service policy",
  );
}

/** Name of the role's managed policy, which has the role's own path. */
export function servicePolicyName(roleName: string): string {
  return `${roleName}-service`;
}

/**
 * The statements of the role's managed policy.
 *
 * `documented` is the policy of the Amazon Personalize Developer Guide, "Creating
 * an IAM role for Amazon Personalize". `scoped` limits it to the account and
 * Region. Algorithms, recipes and feature transformations belong to no account.
 * Personalize actions without a resource are limited to the Region. Publishing
 * metrics has no resource either.
 */
export function servicePolicyStatements(
  role: RoleTarget,
  settings: ServicePolicySettings,
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
        serviceArns(role.partition, role.region, role.accountId),
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
