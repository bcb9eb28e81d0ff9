import {
  keyPolicyActionsFor,
  KMS_WORKFLOWS,
  KmsWorkflow,
  roleKeyActionsFor,
  s3ActionsFor,
  S3Workflow,
} from './workflows';

describe('the S3 actions of a workflow', () => {
  it.each<[S3Workflow, string[]]>([
    ['import', ['s3:GetObject', 's3:ListBucket']],
    ['data-deletion', ['s3:GetObject', 's3:ListBucket']],
    ['export', ['s3:ListBucket', 's3:PutObject']],
    ['batch', ['s3:GetObject', 's3:ListBucket', 's3:PutObject']],
    ['metrics', ['s3:PutObject']],
  ])('%s', (workflow, actions) => {
    expect(s3ActionsFor([workflow])).toEqual(actions);
  });

  it('are united, each once, for several workflows', () => {
    expect(s3ActionsFor(['metrics', 'import', 'data-deletion'])).toEqual([
      's3:GetObject',
      's3:ListBucket',
      's3:PutObject',
    ]);
  });
});

describe('the KMS actions of a workflow', () => {
  const ALWAYS = [
    'kms:CreateGrant',
    'kms:Decrypt',
    'kms:DescribeKey',
    'kms:GenerateDataKey',
    'kms:ListGrants',
  ];

  it.each(KMS_WORKFLOWS)(
    'in the key policy are those of the guide: %s',
    workflow => {
      expect(keyPolicyActionsFor([workflow])).toEqual(ALWAYS);
    },
  );

  it('know one more for the export of an encrypted dataset group', () => {
    const more = [
      'kms:CreateGrant',
      'kms:Decrypt',
      'kms:DescribeKey',
      'kms:GenerateDataKey',
      'kms:GenerateDataKeyWithoutPlaintext',
      'kms:ListGrants',
    ];

    expect(keyPolicyActionsFor(['export', 'dataset-group'])).toEqual(more);
    expect(roleKeyActionsFor(['dataset-group', 'export'])).toEqual(
      more.filter(action => action !== 'kms:CreateGrant'),
    );
    expect(keyPolicyActionsFor(['export', 'batch'])).toEqual(ALWAYS);
    expect(keyPolicyActionsFor(['dataset-group', 'import'])).toEqual(ALWAYS);
  });

  it.each<[KmsWorkflow[], boolean]>([
    [['import'], false],
    [['export'], true],
    [['batch'], true],
    [['data-deletion'], true],
    [['metrics'], true],
    [['dataset-group'], true],
    [['import', 'batch'], true],
  ])('are needed on the role too: %j %s', (workflows, needed) => {
    expect(roleKeyActionsFor(workflows)).toEqual(
      needed ? ALWAYS.filter(action => action !== 'kms:CreateGrant') : [],
    );
  });
});
