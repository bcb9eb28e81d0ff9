import { asList, PolicyStatement } from '../policy/document';
import { SERVICE_PRINCIPAL } from './service';
import {
  KMS_WORKFLOWS,
  roleKeyActionsFor,
  S3_WORKFLOWS,
  s3ActionsFor,
} from './workflows';

/**
 * What a Personalize role may do on any resource: use Personalize, write and list
 * metrics, and pass roles to Personalize only. AWS's own
 * AmazonPersonalizeFullAccess, which most roles made by hand have, includes the
 * last two.
 */
const ANYWHERE: PolicyStatement[] = [
  allow(
    ['personalize:*', 'cloudwatch:PutMetricData', 'cloudwatch:ListMetrics'],
    ['*'],
  ),
  {
    ...allow(['iam:PassRole'], ['*']),
    Condition: {
      StringEquals: { 'iam:PassedToService': SERVICE_PRINCIPAL },
    },
  },
];

/**
 * What the role may do with the buckets and keys that a statement names: what the
 * workflows need, all reads of a bucket, and deletes of written objects. None of
 * these changes the settings of a bucket, such as its policy, or shares a key
 * (`kms:CreateGrant`).
 */
const DATA_ACTIONS = [
  ...s3ActionsFor(S3_WORKFLOWS),
  's3:Get*',
  's3:List*',
  's3:DeleteObject',
  's3:AbortMultipartUpload',
  ...roleKeyActionsFor(KMS_WORKFLOWS),
];

/** Bucket names of AmazonPersonalizeFullAccess, by the text they contain. */
const BUCKETS_OF_SERVICE = ['aws', 'aws-cn'].flatMap(partition => [
  `arn:${partition}:s3:::*Personalize*`,
  `arn:${partition}:s3:::*personalize*`,
]);

/**
 * A bucket or its objects, or buckets with the same start of their names: at least
 * three characters, the length of the shortest name.
 * Source: Amazon S3 User Guide, "General purpose bucket naming rules".
 */
const NAMED_BUCKET = /^arn:[\w-]+:s3:::[\w.-]{3}/;

/** Objects of one bucket, without the bucket itself. */
const NAMED_OBJECTS = /^arn:[\w-]+:s3:::[\w.-]{3,}\//;

const NAMED_KEY = /^arn:[\w-]+:kms:[\w-]+:\d{12}:key\/[\w-]+$/;

/** An S3 or KMS action has no effect on resources of another service. */
const OF_OTHER_SERVICE = /^arn:[\w-]+:(?!s3:|kms:)[\w-]+:/;

/**
 * The most that a Personalize role may do, as Allow statements. No pattern means "a
 * named bucket", so the answer includes those resources of the judged statement
 * that name a bucket or a key. Every S3 action on an object counts as the use of
 * its data.
 */
export function roleAllowance({
  Resource,
}: PolicyStatement): PolicyStatement[] {
  const named = (...forms: RegExp[]) =>
    asList(Resource).filter(resource =>
      forms.some(form => form.test(resource)),
    );
  return [
    ...ANYWHERE,
    allow(DATA_ACTIONS, [
      ...named(NAMED_BUCKET, NAMED_KEY, OF_OTHER_SERVICE),
      ...BUCKETS_OF_SERVICE,
    ]),
    allow(['s3:*'], named(NAMED_OBJECTS)),
  ];
}

function allow(Action: string[], Resource: string[]): PolicyStatement {
  return { Effect: 'Allow', Action, Resource };
}
