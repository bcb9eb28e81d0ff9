import { statementsOf } from '../../policy/document';
import { charactersOf, POLICY_LIMITS } from '../../policy/size';
import { at, documentsOf, TemplateParameters } from '../__testUtils__/stack';
import { portalTrust } from '../portalTrust';
import { identityCenterReaderPolicy } from './readerPolicy';
import { accountArn, IdentityCenterScope } from './scope';
import { identityCenterTemplate } from './template';
import { identityCenterWriterPolicy } from './writerPolicy';

const PORTAL = 'arn:aws-cn:iam::999988887777:role/team/backstage';

/** As many accounts as an organisation may really have for this. */
const SCOPE: IdentityCenterScope = {
  partition: 'aws-cn',
  instanceId: 'ssoins-0123456789abcdef',
  accountArns: Array.from({ length: 50 }, (_, i) =>
    accountArn('aws-cn', `1111222233${String(i).padStart(2, '0')}`),
  ),
};

const PARAMETERS: TemplateParameters = {
  'AWS::Partition': SCOPE.partition,
  PortalPrincipalArn: PORTAL,
  ExternalId: 'portal-7f3a',
  InstanceId: SCOPE.instanceId,
  AccountArns: SCOPE.accountArns,
};

describe('identityCenterTemplate', () => {
  const { template, reasons } = identityCenterTemplate();
  const documentAt = documentsOf(template, PARAMETERS);
  const writer = ['PersonalizeIdentityCenterWriter', 'Properties'];
  const reader = ['PersonalizeIdentityCenterReader', 'Properties'];
  const inline = ['Policies', '0', 'PolicyDocument'];

  it('has the documents of the scope, once CloudFormation has put the parameters in', () => {
    expect(documentAt(...writer, ...inline)).toEqual(
      identityCenterWriterPolicy(SCOPE),
    );
    expect(documentAt(...reader, ...inline)).toEqual(
      identityCenterReaderPolicy(SCOPE),
    );
    const trust = portalTrust({ arn: PORTAL, externalId: 'portal-7f3a' });
    expect(documentAt(...writer, 'AssumeRolePolicyDocument')).toEqual(trust);
    expect(documentAt(...reader, 'AssumeRolePolicyDocument')).toEqual(trust);
  });

  it('stays within the limits of IAM', () => {
    for (const policy of [
      identityCenterWriterPolicy(SCOPE),
      identityCenterReaderPolicy(SCOPE),
    ]) {
      expect(charactersOf(policy)).toBeLessThan(POLICY_LIMITS.roleInline);
    }
  });

  it.each([
    ['writer', identityCenterWriterPolicy(SCOPE)],
    ['reader', identityCenterReaderPolicy(SCOPE)],
  ])(
    'gives each statement of the %s a Sid of its own and a reason',
    (_, document) => {
      const sids = statementsOf(document).map(({ Sid }) => Sid ?? '');

      expect(new Set(sids).size).toBe(sids.length);
      expect(sids.filter(sid => !/^[A-Za-z0-9]+$/.test(sid))).toEqual([]);
      expect(sids.filter(sid => !reasons.get(sid))).toEqual([]);
    },
  );

  it("has other names than an account's roles, for both may be in one account", () => {
    expect(at(template, 'Resources', ...writer)).toMatchObject({
      RoleName: 'personalize-identity-center-writer',
      Path: '/personalize-portal/',
    });
    expect(at(template, 'Resources', ...reader)).toMatchObject({
      RoleName: 'personalize-identity-center-reader',
      Path: '/personalize-portal/',
    });
  });

  it.each(['PortalPrincipalArn', 'ExternalId', 'InstanceId', 'AccountArns'])(
    'asks for %s, which has no safe default',
    name => {
      expect(at(template, 'Parameters', name)).toHaveProperty('AllowedPattern');
      expect(at(template, 'Parameters', name)).not.toHaveProperty('Default');
    },
  );

  it('takes defaults that fit their own patterns', () => {
    const given = identityCenterTemplate({
      partition: 'aws-cn',
      portalPrincipal: PORTAL,
      instanceId: SCOPE.instanceId,
      accountIds: ['111122223333', '444455556666'],
    });
    const parameter = (name: string) => at(given.template, 'Parameters', name);

    expect(parameter('AccountArns')).toMatchObject({
      Default:
        'arn:aws-cn:sso:::account/111122223333,arn:aws-cn:sso:::account/444455556666',
    });
    for (const name of ['PortalPrincipalArn', 'InstanceId', 'AccountArns']) {
      const pattern = new RegExp(String(at(parameter(name), 'AllowedPattern')));
      for (const value of String(at(parameter(name), 'Default')).split(',')) {
        expect(value).toMatch(pattern);
      }
    }
  });
});
