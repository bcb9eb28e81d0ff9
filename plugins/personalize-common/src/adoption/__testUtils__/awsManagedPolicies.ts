import { PolicyDocument } from '../../policy/document';

/**
 * Policies of AWS that are met on roles made by hand, as AWS has them.
 * Source: AWS Managed Policy Reference Guide.
 */
export const AWS_MANAGED_POLICIES: Record<string, PolicyDocument> = {
  AmazonPersonalizeFullAccess: {
    Version: '2012-10-17',
    Statement: [
      { Effect: 'Allow', Action: ['personalize:*'], Resource: '*' },
      {
        Effect: 'Allow',
        Action: ['cloudwatch:PutMetricData', 'cloudwatch:ListMetrics'],
        Resource: '*',
      },
      {
        Effect: 'Allow',
        Action: [
          's3:GetObject',
          's3:PutObject',
          's3:DeleteObject',
          's3:ListBucket',
        ],
        Resource: ['arn:aws:s3:::*Personalize*', 'arn:aws:s3:::*personalize*'],
      },
      {
        Effect: 'Allow',
        Action: ['iam:PassRole'],
        Resource: '*',
        Condition: {
          StringEquals: { 'iam:PassedToService': 'personalize.amazonaws.com' },
        },
      },
    ],
  },
  AmazonS3ReadOnlyAccess: {
    Version: '2012-10-17',
    Statement: [
      {
        Effect: 'Allow',
        Action: [
          's3:Get*',
          's3:List*',
          's3:Describe*',
          's3-object-lambda:Get*',
          's3-object-lambda:List*',
        ],
        Resource: '*',
      },
    ],
  },
  AmazonS3FullAccess: {
    Version: '2012-10-17',
    Statement: [
      {
        Effect: 'Allow',
        Action: ['s3:*', 's3-object-lambda:*'],
        Resource: '*',
      },
    ],
  },
  AdministratorAccess: {
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }],
  },
  PowerUserAccess: {
    Version: '2012-10-17',
    Statement: [
      {
        Effect: 'Allow',
        NotAction: ['iam:*', 'organizations:*', 'account:*'],
        Resource: '*',
      },
      {
        Effect: 'Allow',
        Action: [
          'account:GetAccountInformation',
          'account:GetGovCloudAccountInformation',
          'account:GetPrimaryEmail',
          'account:ListRegions',
          'iam:CreateServiceLinkedRole',
          'iam:DeleteServiceLinkedRole',
          'iam:ListRoles',
          'organizations:DescribeEffectivePolicy',
          'organizations:DescribeOrganization',
        ],
        Resource: '*',
      },
    ],
  },
  CloudWatchFullAccess: {
    Version: '2012-10-17',
    Statement: [
      {
        Effect: 'Allow',
        Action: [
          'autoscaling:Describe*',
          'cloudwatch:*',
          'logs:*',
          'sns:*',
          'iam:GetPolicy',
          'iam:GetPolicyVersion',
          'iam:GetRole',
          'oam:ListSinks',
        ],
        Resource: '*',
      },
      {
        Effect: 'Allow',
        Action: 'iam:CreateServiceLinkedRole',
        Resource:
          'arn:aws:iam::*:role/aws-service-role/events.amazonaws.com/AWSServiceRoleForCloudWatchEvents*',
        Condition: {
          StringLike: { 'iam:AWSServiceName': 'events.amazonaws.com' },
        },
      },
      {
        Effect: 'Allow',
        Action: ['oam:ListAttachedLinks'],
        Resource: 'arn:aws:oam:*:*:sink/*',
      },
    ],
  },
};
