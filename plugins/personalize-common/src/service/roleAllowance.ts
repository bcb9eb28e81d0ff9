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
 * metrics, and pass roles on to Personalize alone. The last two are in AWS's own
 * AmazonPersonalizeFullAccess, which roles made by hand mostly carry.
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
 * What it may do with the buckets and keys that a statement names: what the workflows
 * need, read all that there is to read of a bucket, and delete what was written.
 * Nothing here changes the settings of a bucket, such as its policy, or hands a key
 * on (`kms:CreateGrant`).
 */
const DATA_ACTIONS = [
  ...s3ActionsFor(S3_WORKFLOWS),
  's3:Get*',
  's3:List*',
  's3:DeleteObject',
  's3:AbortMultipartUpload',
  ...roleKeyActionsFor(KMS_WORKFLOWS),
];

/** The buckets of AmazonPersonalizeFullAccess, by what their names contain. */
const BUCKETS_OF_SERVICE = ['aws', 'aws-cn'].flatMap(partition => [
  `arn:${partition}:s3:::*Personalize*`,
  `arn:${partition}:s3:::*personalize*`,
]);

/**
 * A bucket or its objects, or buckets whose names begin alike: with three characters
 * at least, as many as the shortest name has.
 * Source: Amazon S3 User Guide, "General purpose bucket naming rules".
 */
const NAMED_BUCKET = /^arn:[\w-]+:s3:::[\w.-]{3}/;

/** Objects of one bucket, without the bucket itself. */
const NAMED_OBJECTS = /^arn:[\w-]+:s3:::[\w.-]{3,}\//;

const NAMED_KEY = /^arn:[\w-]+:kms:[\w-]+:\d{12}:key\/[\w-]+$/;

/** An S3 or KMS action does nothing on what belongs to another service. */
const OF_OTHER_SERVICE = /^arn:[\w-]+:(?!s3:|kms:)[\w-]+:/;

/**
 * What a Personalize role may do at most, as Allow statements. There is no pattern for
 * "a bucket that is named", so those resources of the judged statement that name a
 * bucket or a key become part of the answer. Every S3 action on an object counts as
 * the use of its data.
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
