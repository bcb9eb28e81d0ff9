import { statementsOf } from '../policy/document';
import { charactersOf, POLICY_LIMITS } from '../policy/size';
import { SERVICE_REGIONS } from '../service/service';
import { at, documentsOf, TemplateParameters } from './__testUtils__/stack';
import { personalizeBoundary } from './boundary';
import { portalTrust } from './portalTrust';
import { readerPolicy } from './readerPolicy';
import { PortalRoleScope } from './scope';
import { portalRoleTemplate } from './template';
import { writerPolicy } from './writerPolicy';

const PORTAL = 'arn:aws-cn:iam::999988887777:role/team/backstage';

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
const DIRECT_SCOPE: PortalRoleScope = { ...SCOPE, directAttachment: true };

const PARAMETERS: TemplateParameters = {
  'AWS::Partition': SCOPE.partition,
  'AWS::AccountId': SCOPE.accountId,
  PortalPrincipalArn: PORTAL,
  ExternalId: 'portal-7f3a',
  RolePath: SCOPE.rolePath,
  BucketArns: SCOPE.bucketArns,
  BucketOwners: SCOPE.bucketOwners,
  Regions: SCOPE.regions,
  TagKeys: SCOPE.tagKeys,
  AllowDirectAttachment: 'no',
};

describe('portalRoleTemplate', () => {
  const { template, reasons } = portalRoleTemplate();
  const writer = ['PersonalizeWriter', 'Properties'];
  const reader = ['PersonalizeReader', 'Properties'];
  const boundary = ['PersonalizeBoundary', 'Properties', 'PolicyDocument'];
  const inline = ['Policies', '0', 'PolicyDocument'];

  it('has the documents of the scope, once CloudFormation has put the parameters in', () => {
    const documentAt = documentsOf(template, PARAMETERS);

    expect(documentAt(...writer, ...inline)).toEqual(writerPolicy(SCOPE));
    expect(documentAt(...reader, ...inline)).toEqual(readerPolicy(SCOPE));
    expect(documentAt(...boundary)).toEqual(personalizeBoundary(SCOPE));
    const trust = portalTrust({ arn: PORTAL, externalId: 'portal-7f3a' });
    expect(documentAt(...writer, 'AssumeRolePolicyDocument')).toEqual(trust);
    expect(documentAt(...reader, 'AssumeRolePolicyDocument')).toEqual(trust);
  });

  it('lets policies be attached to people only where a stack says so', () => {
    const direct = documentsOf(template, {
      ...PARAMETERS,
      AllowDirectAttachment: 'yes',
    });

    expect(direct(...writer, ...inline)).toEqual(writerPolicy(DIRECT_SCOPE));
    expect(direct(...reader, ...inline)).toEqual(readerPolicy(SCOPE));
    expect(direct(...boundary)).toEqual(personalizeBoundary(SCOPE));
    expect(at(template, 'Parameters', 'AllowDirectAttachment')).toMatchObject({
      Default: 'no',
      AllowedValues: ['no', 'yes'],
    });
  });

  it("lets roles use the account's own buckets alone where a stack names no other owner", () => {
    const documentAt = documentsOf(template, {
      ...PARAMETERS,
      BucketOwners: [''],
    });

    expect(documentAt(...boundary)).toEqual(
      personalizeBoundary({ ...SCOPE, bucketOwners: [] }),
    );
    expect(at(template, 'Parameters', 'BucketOwners')).toMatchObject({
      Default: '',
    });
  });

  it('stays within the limits of IAM', () => {
    expect(charactersOf(writerPolicy(DIRECT_SCOPE))).toBeLessThan(
      POLICY_LIMITS.roleInline,
    );
    expect(charactersOf(readerPolicy(SCOPE))).toBeLessThan(
      POLICY_LIMITS.roleInline,
    );
    expect(charactersOf(personalizeBoundary(SCOPE))).toBeLessThan(
      POLICY_LIMITS.managedPolicy,
    );
    expect(
      charactersOf(portalTrust({ arn: PORTAL, externalId: 'x'.repeat(64) })),
    ).toBeLessThan(POLICY_LIMITS.trust);
  });

  it.each([
    ['writer', writerPolicy(DIRECT_SCOPE)],
    ['reader', readerPolicy(SCOPE)],
    ['boundary', personalizeBoundary(SCOPE)],
  ])(
    'gives each statement of the %s a Sid of its own and a reason',
    (_, document) => {
      const sids = statementsOf(document).map(({ Sid }) => Sid ?? '');

      expect(new Set(sids).size).toBe(sids.length);
      expect(sids.filter(sid => !/^[A-Za-z0-9]+$/.test(sid))).toEqual([]);
      expect(sids.filter(sid => !reasons.get(sid))).toEqual([]);
    },
  );

  it('keeps the boundary out of the path that the writer may change', () => {
    expect(at(template, 'Resources', ...boundary.slice(0, 2))).toMatchObject({
      Path: '/personalize-portal/',
    });
    const pattern = new RegExp(
      String(at(template, 'Parameters', 'RolePath', 'AllowedPattern')),
    );
    expect('/personalize/').toMatch(pattern);
    expect('/').not.toMatch(pattern);
    expect('/personalize-portal/').not.toMatch(pattern);
    expect('/personalize-portal/roles/').not.toMatch(pattern);
    expect('/personalize/*/').not.toMatch(pattern);
  });

  it('asks for what has no safe default', () => {
    expect(at(template, 'Parameters', 'ExternalId')).toMatchObject({
      NoEcho: true,
    });
    expect(at(template, 'Parameters', 'ExternalId')).not.toHaveProperty(
      'Default',
    );
    expect(at(template, 'Parameters', 'PortalPrincipalArn')).not.toHaveProperty(
      'Default',
    );
  });

  it('takes defaults that fit their own patterns', () => {
    const given = portalRoleTemplate({
      partition: 'aws-cn',
      portalPrincipal: PORTAL,
      rolePath: '/ml/',
      bucketNames: ['reco-*', 'ml-??'],
      bucketOwners: ['444455556666', '*'],
      regions: ['cn-north-1'],
      tagKeys: ['cost-center', 'Owner of it'],
      directAttachment: true,
    });
    const parameter = (name: string) => at(given.template, 'Parameters', name);

    expect(parameter('BucketArns')).toMatchObject({
      Default: 'arn:aws-cn:s3:::reco-*,arn:aws-cn:s3:::ml-??',
    });
    expect(parameter('RolePath')).toMatchObject({ Default: '/ml/' });
    expect(parameter('AllowDirectAttachment')).toMatchObject({
      Default: 'yes',
    });
    expect(parameter('BucketOwners')).toMatchObject({
      Default: '444455556666,*',
    });
    expect(parameter('Regions')).toMatchObject({ Default: 'cn-north-1' });
    expect(parameter('TagKeys')).toMatchObject({
      Default: 'cost-center,Owner of it',
    });
    for (const name of [
      'PortalPrincipalArn',
      'RolePath',
      'BucketArns',
      'BucketOwners',
      'Regions',
      'TagKeys',
    ]) {
      const pattern = new RegExp(String(at(parameter(name), 'AllowedPattern')));
      for (const value of String(at(parameter(name), 'Default')).split(',')) {
        expect(value).toMatch(pattern);
      }
    }
  });

  it('uses keys of the Regions that have Personalize, and sets its own tag alone, where nobody says', () => {
    const defaultOf = (name: string, partition?: 'aws-cn') =>
      at(
        portalRoleTemplate({ partition }).template,
        'Parameters',
        name,
        'Default',
      );

    expect(defaultOf('Regions')).toBe(
      SERVICE_REGIONS.filter(region => region !== 'cn-north-1').join(','),
    );
    expect(defaultOf('Regions', 'aws-cn')).toBe('cn-north-1');
    expect(defaultOf('TagKeys')).toBe('personalize:managed');
  });

  it('is the same each time', () => {
    expect(JSON.stringify(portalRoleTemplate().template)).toBe(
      JSON.stringify(template),
    );
  });
});
