import {
  CloudFormationClient,
  CreateStackCommand,
  DescribeStacksCommand,
} from '@aws-sdk/client-cloudformation';
import {
  GetPolicyVersionCommand,
  GetRoleCommand,
  GetRolePolicyCommand,
  IAMClient,
} from '@aws-sdk/client-iam';
// The templates are the package's own, and what they make is looked at in tests alone.
/* eslint-disable @backstage/no-relative-monorepo-imports */
import {
  accountPolicies,
  identityCenterPolicies,
  IdentityCenterScope,
  PortalRoleScope,
} from '../../plugins/personalize-node/src/portalRole/__testUtils__/policies';
import {
  accountTemplate,
  identityCenterTemplate,
} from '../../plugins/personalize-node/src/portalRole/template';
/* eslint-enable @backstage/no-relative-monorepo-imports */
import { LocalAccount, startLocalAccount } from './support';

/*
 * The templates that the portal-role command prints, rolled out by
 * CloudFormation, and the policies read back from IAM.
 */

// A whole stack, on machines that do other things too.
jest.setTimeout(300_000);

const ACCOUNT = '123456789012';
const PORTAL = 'arn:aws:iam::999988887777:role/backstage';

const SCOPE: PortalRoleScope = {
  partition: 'aws',
  accountId: ACCOUNT,
  rolePath: '/ml/',
  bucketArns: ['arn:aws:s3:::reco-*', 'arn:aws:s3:::ml-data'],
  bucketOwners: ['444455556666'],
  regions: ['us-east-1', 'eu-west-1'],
  tagKeys: ['cost-center', 'team'],
  directAttachment: false,
};
const IDENTITY_CENTER_SCOPE: IdentityCenterScope = {
  partition: 'aws',
  instanceId: 'ssoins-0123456789abcdef',
  accountArns: [
    'arn:aws:sso:::account/111122223333',
    'arn:aws:sso:::account/444455556666',
  ],
};

let account: LocalAccount;
let iam: IAMClient;
let cloudFormation: CloudFormationClient;

beforeAll(async () => {
  account = await startLocalAccount();
  const config = {
    endpoint: account.endpoint,
    region: 'us-east-1',
    credentials: { accessKeyId: 'LOCAL', secretAccessKey: 'local' },
  };
  iam = new IAMClient(config);
  cloudFormation = new CloudFormationClient(config);
}, 300_000);

afterEach(async () => {
  await account.restore();
});

afterAll(async () => {
  await account?.stop();
});

/** @returns the outputs of the stack */
async function rollOut(
  template: string,
  parameters: Record<string, string>,
): Promise<Record<string, string>> {
  await cloudFormation.send(
    new CreateStackCommand({
      StackName: 'personalize-portal',
      TemplateBody: template,
      Capabilities: ['CAPABILITY_NAMED_IAM'],
      Parameters: Object.entries({
        PortalPrincipalArn: PORTAL,
        ExternalId: 'portal-42',
        ...parameters,
      }).map(([ParameterKey, ParameterValue]) => ({
        ParameterKey,
        ParameterValue,
      })),
    }),
  );
  const { Stacks: [stack] = [] } = await cloudFormation.send(
    new DescribeStacksCommand({ StackName: 'personalize-portal' }),
  );
  expect(stack.StackStatus).toBe('CREATE_COMPLETE');
  return Object.fromEntries(
    (stack.Outputs ?? []).map(({ OutputKey = '', OutputValue = '' }) => [
      OutputKey,
      OutputValue,
    ]),
  );
}

/**
 * The local account answers the documents of a stack's roles in Python's
 * notation, and keeps what a condition leaves out of a list as no value.
 */
function decoded(document = ''): unknown {
  return JSON.parse(
    decodeURIComponent(document).replaceAll("'", '"').replaceAll('None, ', ''),
  );
}

async function policyOf(name: string): Promise<unknown> {
  const { PolicyDocument } = await iam.send(
    new GetRolePolicyCommand({ RoleName: name, PolicyName: name }),
  );
  return decoded(PolicyDocument);
}

const TRUST = {
  Statement: [
    {
      Principal: { AWS: PORTAL },
      Condition: { StringEquals: { 'sts:ExternalId': 'portal-42' } },
    },
    { Principal: { AWS: PORTAL } },
  ],
};

async function trustOf(name: string): Promise<unknown> {
  const { Role: role } = await iam.send(new GetRoleCommand({ RoleName: name }));
  return decoded(role?.AssumeRolePolicyDocument);
}

it.each([
  ['no', false],
  ['yes', true],
])(
  "an account's roles and boundary, with AllowDirectAttachment=%s",
  async (answer, directAttachment) => {
    const outputs = await rollOut(accountTemplate().withDefaults({}), {
      RolePath: '/ml/',
      BucketArns: SCOPE.bucketArns.join(','),
      Regions: SCOPE.regions.join(','),
      BucketOwners: SCOPE.bucketOwners.join(','),
      TagKeys: SCOPE.tagKeys.join(','),
      AllowDirectAttachment: answer,
    });

    expect(outputs).toEqual({
      BoundaryArn: `arn:aws:iam::${ACCOUNT}:policy/personalize-portal/personalize-boundary`,
      ReaderArn: `arn:aws:iam::${ACCOUNT}:role/personalize-portal/personalize-reader`,
      WriterArn: `arn:aws:iam::${ACCOUNT}:role/personalize-portal/personalize-writer`,
    });
    const { writer, reader, boundary } = accountPolicies({
      ...SCOPE,
      directAttachment,
    });
    expect(await policyOf('personalize-writer')).toEqual(writer);
    expect(await policyOf('personalize-reader')).toEqual(reader);
    expect(await trustOf('personalize-writer')).toMatchObject(TRUST);
    const { PolicyVersion: version } = await iam.send(
      new GetPolicyVersionCommand({
        PolicyArn: outputs.BoundaryArn,
        VersionId: 'v1',
      }),
    );
    expect(decoded(version?.Document)).toEqual(boundary);
  },
);

it("the roles in Identity Center's account", async () => {
  const outputs = await rollOut(identityCenterTemplate().withDefaults({}), {
    InstanceId: IDENTITY_CENTER_SCOPE.instanceId,
    AccountArns: IDENTITY_CENTER_SCOPE.accountArns.join(','),
  });

  expect(outputs).toEqual({
    ReaderArn: `arn:aws:iam::${ACCOUNT}:role/personalize-portal/personalize-identity-center-reader`,
    WriterArn: `arn:aws:iam::${ACCOUNT}:role/personalize-portal/personalize-identity-center-writer`,
  });
  const { writer, reader } = identityCenterPolicies(IDENTITY_CENTER_SCOPE);
  expect(await policyOf('personalize-identity-center-writer')).toEqual(writer);
  expect(await policyOf('personalize-identity-center-reader')).toEqual(reader);
  expect(await trustOf('personalize-identity-center-writer')).toMatchObject(
    TRUST,
  );
});
