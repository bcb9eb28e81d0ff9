import { JsonObject } from '@backstage/types';
import {
  asList,
  charactersOf,
  GRANTABLE_TAG,
  keyPolicyActionsFor,
  KMS_WORKFLOWS,
  POLICY_LIMITS,
  PolicyDocument,
  S3_WORKFLOWS,
  s3ActionsFor,
  SERVICE_REGIONS,
  statementsOf,
  TAG_IS_ADOPTED,
} from '@personalize-portal/backstage-plugin-personalize-common';
import { parse } from 'yaml';
import {
  accountArn,
  accountPolicies,
  at,
  identityCenterPolicies,
  IdentityCenterScope,
  PortalRoleScope,
} from './__testUtils__/policies';
import { accountTemplate, identityCenterTemplate } from './template';

const PORTAL = {
  arn: 'arn:aws-cn:iam::999988887777:role/team/backstage',
  externalId: 'portal-7f3a',
};

/** Long values, so that sizes hold for what people really have. */
const SCOPE: PortalRoleScope = {
  partition: 'aws-cn',
  accountId: '111122223333',
  rolePath: '/platform/data-science/personalize/',
  bucketArns: Array.from(
    { length: 10 },
    (_, i) => `arn:aws-cn:s3:::acme-data-science-recommendations-${i}-*`,
  ),
  bucketOwners: Array.from({ length: 10 }, (_, i) => `44445555666${i}`),
  regions: SERVICE_REGIONS.slice(),
  tagKeys: Array.from({ length: 10 }, (_, i) => `acme-cost-allocation-${i}`),
  directAttachment: false,
};

/** As many accounts as an organisation may really have for this. */
const IDENTITY_CENTER_SCOPE: IdentityCenterScope = {
  partition: 'aws-cn',
  instanceId: 'ssoins-0123456789abcdef',
  accountArns: Array.from({ length: 50 }, (_, i) =>
    accountArn('aws-cn', `1111222233${String(i).padStart(2, '0')}`),
  ),
};

const inAccount = accountPolicies(SCOPE, PORTAL);
const attaching = accountPolicies({ ...SCOPE, directAttachment: true }, PORTAL);
const inIdentityCenter = identityCenterPolicies(IDENTITY_CENTER_SCOPE, PORTAL);

const ROLES: [string, PolicyDocument][] = [
  ['writer', inAccount.writer],
  ['writer, with direct attachment', attaching.writer],
  ['reader', inAccount.reader],
  ['writer in Identity Center', inIdentityCenter.writer],
  ['reader in Identity Center', inIdentityCenter.reader],
];

function statement(document: PolicyDocument, sid: string) {
  return statementsOf(document).find(({ Sid }) => Sid === sid);
}

function differing(one: PolicyDocument, other: PolicyDocument) {
  const sids = [one, other].flatMap(document =>
    statementsOf(document).map(({ Sid = '' }) => Sid),
  );
  return [...new Set(sids)].filter(
    sid =>
      JSON.stringify(statement(one, sid)) !==
      JSON.stringify(statement(other, sid)),
  );
}

describe.each([
  ...ROLES,
  ['boundary', inAccount.boundary],
  ['trust policy', inAccount.writerTrust],
] as [string, PolicyDocument][])('the %s', (_, document) => {
  it('is of the partition, the account and the path of the stack alone', () => {
    const text = JSON.stringify(document);

    expect(text).not.toMatch(/arn:aws:|\$\{|(role|policy)\/personalize\//);
  });

  it('gives each statement a Sid of its own', () => {
    const sids = statementsOf(document).map(({ Sid = '' }) => Sid);

    expect(new Set(sids).size).toBe(sids.length);
    expect(sids.filter(sid => !/^[A-Za-z0-9]+$/.test(sid))).toEqual([]);
  });
});

describe.each(ROLES)('the %s', (_, document) => {
  it('denies all actions but those that a statement allows', () => {
    const allowed = statementsOf(document)
      .filter(({ Effect }) => Effect === 'Allow')
      .flatMap(({ Action }) => asList(Action));

    expect(statement(document, 'NothingElse')).toEqual({
      Sid: 'NothingElse',
      Effect: 'Deny',
      NotAction: [...new Set(allowed)].sort(),
      Resource: '*',
    });
  });

  it('stays within the limits of IAM', () => {
    expect(charactersOf(document)).toBeLessThan(POLICY_LIMITS.roleInline);
  });
});

describe('the template of an account', () => {
  const template: JsonObject = parse(accountTemplate().withDefaults({}));
  const parameter = (name: string) => at(template, 'Parameters', name);
  const { writer, reader, boundary } = inAccount;

  it('has the values of the stack, once CloudFormation has put the parameters in', () => {
    const iam = `arn:aws-cn:iam::${SCOPE.accountId}`;
    const roles = `${iam}:role${SCOPE.rolePath}*`;
    const policies = `${iam}:policy${SCOPE.rolePath}*`;
    const key = `arn:aws-cn:kms:*:${SCOPE.accountId}:key/*`;

    expect(statement(writer, 'CreateRoles')).toEqual({
      Sid: 'CreateRoles',
      Effect: 'Allow',
      Action: 'iam:CreateRole',
      Resource: roles,
      Condition: {
        StringEquals: {
          'iam:PermissionsBoundary': `${iam}:policy/personalize-portal/personalize-boundary`,
          'aws:RequestTag/personalize:managed': 'true',
        },
      },
    });
    expect(statement(writer, 'NoChangeOutsideThePath')).toMatchObject({
      NotResource: [roles, policies],
    });
    expect(statement(writer, 'NoOtherTags')).toMatchObject({
      Condition: {
        'ForAnyValue:StringNotEquals': {
          'aws:TagKeys': ['personalize:managed', ...SCOPE.tagKeys],
        },
      },
    });
    expect(statement(writer, 'ReadAndWriteBuckets')).toMatchObject({
      Resource: SCOPE.bucketArns,
      Condition: { StringEquals: { 's3:ResourceAccount': SCOPE.accountId } },
    });
    expect(statement(reader, 'ReadBuckets')).toMatchObject({
      Resource: SCOPE.bucketArns,
      Condition: { StringEquals: { 's3:ResourceAccount': SCOPE.accountId } },
    });
    expect(statement(writer, 'WriteTrustByTag')).toMatchObject({
      Condition: {
        StringEquals: {
          'aws:ResourceTag/personalize:managed': ['true', TAG_IS_ADOPTED],
        },
      },
    });
    expect(statement(writer, 'WriteKeyPolicies')).toMatchObject({
      Resource: key,
      Condition: {
        StringEquals: { [`aws:ResourceTag/${GRANTABLE_TAG}`]: 'true' },
      },
    });
    expect(statement(boundary, 'UseGrantableKeys')).toMatchObject({
      Resource: key,
      Condition: {
        StringEquals: {
          [`aws:ResourceTag/${GRANTABLE_TAG}`]: 'true',
          'aws:RequestedRegion': SCOPE.regions,
        },
      },
    });
  });

  it('lets policies be attached to people only where a stack says so', () => {
    expect(differing(writer, attaching.writer)).toEqual([
      'NothingElse',
      'NoChangeOutsideThePath',
      'AttachToGroups',
      'AttachToUsers',
    ]);
    expect(attaching.reader).toEqual(reader);
    expect(attaching.boundary).toEqual(boundary);
    expect(statement(writer, 'NoChangeOutsideThePath')?.Action).toEqual([
      'iam:Add*',
      'iam:Attach*',
      'iam:Create*',
      'iam:Delete*',
      'iam:Detach*',
      'iam:Put*',
      'iam:Remove*',
      'iam:Set*',
      'iam:Tag*',
      'iam:Untag*',
      'iam:Update*',
      'iam:Upload*',
    ]);
    expect(
      statement(attaching.writer, 'NoChangeOutsideThePath')?.Action,
    ).toEqual([
      'iam:Add*',
      'iam:AttachRolePolicy',
      'iam:Create*',
      'iam:Delete*',
      'iam:DetachRolePolicy',
      'iam:Put*',
      'iam:Remove*',
      'iam:Set*',
      'iam:Tag*',
      'iam:Untag*',
      'iam:Update*',
      'iam:Upload*',
    ]);
    expect(parameter('AllowDirectAttachment')).toMatchObject({
      Default: 'no',
      AllowedValues: ['no', 'yes'],
    });
  });

  it('lets the writer change only what is at the path, in each statement by itself', () => {
    const iam = `arn:aws-cn:iam::${SCOPE.accountId}`;
    const policies = `${iam}:policy${SCOPE.rolePath}*`;
    const atPath = [`${iam}:role${SCOPE.rolePath}*`, policies];
    const changes = statementsOf(attaching.writer).filter(
      ({ Effect, Action }) =>
        Effect === 'Allow' &&
        asList(Action).some(action => /^iam:(?!Get|List)/.test(action)),
    );
    const ofPeople = changes.filter(
      ({ Resource }) => !atPath.includes(String(Resource)),
    );

    expect(changes.length).toBeGreaterThan(ofPeople.length);
    expect(
      ofPeople.map(({ Resource, Condition }) => [Resource, Condition]),
    ).toEqual([
      [`${iam}:group/*`, { ArnLike: { 'iam:PolicyARN': policies } }],
      [`${iam}:user/*`, { ArnLike: { 'iam:PolicyARN': policies } }],
    ]);
  });

  it.each([
    ['ListBuckets', SCOPE.bucketArns],
    ['UseObjects', SCOPE.bucketArns.map(arn => `${arn}/*`)],
  ])(
    "lets roles use the account's own buckets alone where a stack names no other owner (%s)",
    (sid, resources) => {
      const ofOwners = (owners: string[]) => ({
        Resource: resources,
        Condition: { StringLike: { 'aws:ResourceAccount': owners } },
      });

      expect(
        statement(
          accountPolicies({ ...SCOPE, bucketOwners: [] }).boundary,
          sid,
        ),
      ).toMatchObject(ofOwners([SCOPE.accountId]));
      expect(statement(boundary, sid)).toMatchObject(
        ofOwners([SCOPE.accountId, ...SCOPE.bucketOwners]),
      );
      expect(parameter('BucketOwners')).toMatchObject({ Default: '' });
    },
  );

  it('lets roles do on buckets and keys what the workflows need', () => {
    expect(statement(boundary, 'ListBuckets')?.Action).toBe('s3:ListBucket');
    expect(statement(boundary, 'UseObjects')?.Action).toEqual(
      s3ActionsFor(S3_WORKFLOWS).filter(action => action !== 's3:ListBucket'),
    );
    expect(statement(boundary, 'UseGrantableKeys')?.Action).toEqual(
      keyPolicyActionsFor(KMS_WORKFLOWS),
    );
  });

  it('stays within the limits of IAM', () => {
    expect(charactersOf(boundary)).toBeLessThan(POLICY_LIMITS.managedPolicy);
    expect(
      charactersOf(
        accountPolicies(SCOPE, { ...PORTAL, externalId: 'x'.repeat(64) })
          .writerTrust,
      ),
    ).toBeLessThan(POLICY_LIMITS.trust);
  });

  it('keeps the boundary out of the path that the writer may change', () => {
    expect(accountTemplate().policyName('PersonalizeBoundary')).toBe(
      '/personalize-portal/personalize-boundary',
    );
    const pattern = new RegExp(
      String(at(parameter('RolePath'), 'AllowedPattern')),
    );
    expect('/personalize/').toMatch(pattern);
    expect('/').not.toMatch(pattern);
    expect('/personalize-portal/').not.toMatch(pattern);
    expect('/personalize-portal/roles/').not.toMatch(pattern);
    expect('/personalize/*/').not.toMatch(pattern);
  });

  it('asks for what has no safe default', () => {
    expect(parameter('ExternalId')).toMatchObject({ NoEcho: true });
    expect(parameter('ExternalId')).not.toHaveProperty('Default');
    expect(parameter('PortalPrincipalArn')).not.toHaveProperty('Default');
  });

  it('has no value that a reader of YAML 1.1 takes for something else', () => {
    const text = accountTemplate().withDefaults({});

    expect(parse(text, { version: '1.1' })).toEqual(parse(text));
  });
});

describe("the template of Identity Center's account", () => {
  const template: JsonObject = parse(identityCenterTemplate().withDefaults({}));
  const { writer, reader } = inIdentityCenter;

  it('has the values of the stack, once CloudFormation has put the parameters in', () => {
    const { instanceId, accountArns } = IDENTITY_CENTER_SCOPE;
    const instance = `arn:aws-cn:sso:::instance/${instanceId}`;
    const sets = `arn:aws-cn:sso:::permissionSet/${instanceId}/*`;

    expect(statement(writer, 'CreatePermissionSets')).toMatchObject({
      Resource: [instance, sets],
      Condition: {
        StringEquals: { 'aws:RequestTag/personalize:managed': 'true' },
      },
    });
    expect(statement(writer, 'TagNewPermissionSets')).toMatchObject({
      Resource: instance,
      Condition: {
        StringEquals: { 'aws:RequestTag/personalize:managed': 'true' },
      },
    });
    expect(statement(writer, 'TagOwnPermissionSets')?.Resource).toBe(sets);
    expect(statement(writer, 'ChangeOwnPermissionSets')).toMatchObject({
      Resource: sets,
      Condition: {
        StringEquals: { 'aws:ResourceTag/personalize:managed': 'true' },
      },
    });
    expect(statement(writer, 'AssignInAccounts')?.Resource).toEqual(
      accountArns,
    );
    expect(statement(reader, 'ReadAssignmentsOfAccounts')?.Resource).toEqual(
      accountArns,
    );
  });

  it('denies by name what permission sets must never hold', () => {
    expect(statement(writer, 'NoOtherContent')).toEqual({
      Sid: 'NoOtherContent',
      Effect: 'Deny',
      Action: [
        'sso:AttachManagedPolicyToPermissionSet',
        'sso:PutInlinePolicyToPermissionSet',
        'sso:UntagResource',
      ],
      Resource: '*',
    });
  });

  it("has other names than an account's roles, for both may be in one account", () => {
    expect(identityCenterTemplate().roleNames()).toEqual([
      '/personalize-portal/personalize-identity-center-reader',
      '/personalize-portal/personalize-identity-center-writer',
    ]);
    expect(accountTemplate().roleNames()).toEqual([
      '/personalize-portal/personalize-reader',
      '/personalize-portal/personalize-writer',
    ]);
  });

  it.each(['PortalPrincipalArn', 'ExternalId', 'InstanceId', 'AccountArns'])(
    'asks for %s, which has no safe default',
    name => {
      expect(at(template, 'Parameters', name)).toHaveProperty('AllowedPattern');
      expect(at(template, 'Parameters', name)).not.toHaveProperty('Default');
    },
  );
});

it.each([
  ['an account', inAccount, ['ReadBuckets', 'ListNames', 'CheckDocuments']],
  ['Identity Center', inIdentityCenter, []],
])('both roles of %s read the same', (_, { writer, reader }, readerAlone) => {
  const written = statementsOf(writer).map(one => JSON.stringify(one));

  expect(
    statementsOf(reader)
      .filter(one => !written.includes(JSON.stringify(one)))
      .map(({ Sid }) => Sid),
  ).toEqual([...readerAlone, 'NothingElse']);
});
