import { JsonObject, JsonValue } from '@backstage/types';
import {
  isPolicyDocument,
  PolicyDocument,
  statementsOf,
} from '../policy/document';
import { charactersOf, POLICY_LIMITS } from '../policy/size';
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
};

const PARAMETERS: Record<string, JsonValue> = {
  'AWS::Partition': SCOPE.partition,
  'AWS::AccountId': SCOPE.accountId,
  PortalPrincipalArn: PORTAL,
  ExternalId: 'portal-7f3a',
  RolePath: SCOPE.rolePath,
  BucketArns: SCOPE.bucketArns,
};

/** Does what CloudFormation does with the functions that the template uses. */
function resolved(value: JsonValue | undefined): JsonValue {
  if (Array.isArray(value)) {
    return value.map(resolved);
  }
  if (value === null || typeof value !== 'object') {
    return value ?? null;
  }
  const [[name, argument] = []] = Object.entries(value);
  if (name === 'Ref') {
    return PARAMETERS[String(argument)] ?? `unknown reference ${argument}`;
  }
  if (name === 'Fn::Sub') {
    return String(argument).replace(/\$\{([^}]*)\}/g, (_, key) =>
      String(PARAMETERS[key] ?? `unknown reference ${key}`),
    );
  }
  if (name === 'Fn::Join' || name === 'Fn::Split') {
    const [separator, rest] = asArray(argument).map(resolved);
    return name === 'Fn::Join'
      ? asArray(rest).join(String(separator))
      : String(rest).split(String(separator));
  }
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [key, resolved(item)]),
  );
}

function asArray(value: JsonValue | undefined): JsonValue[] {
  return Array.isArray(value) ? value : [];
}

function at(value: JsonValue | undefined, ...path: string[]): JsonValue {
  return path.reduce<JsonValue>((found, step) => {
    const entry =
      found !== null && typeof found === 'object'
        ? Object.entries(found).find(([key]) => key === step)
        : undefined;
    return entry?.[1] ?? null;
  }, value ?? null);
}

function documentAt(template: JsonObject, ...path: string[]): PolicyDocument {
  const found = resolved(at(template, 'Resources', ...path));
  if (!isPolicyDocument(found)) {
    throw new Error(`No policy document at ${path.join('.')}`);
  }
  return found;
}

describe('portalRoleTemplate', () => {
  const { template, reasons } = portalRoleTemplate();
  const writer = ['PersonalizeWriter', 'Properties'];
  const reader = ['PersonalizeReader', 'Properties'];
  const boundary = ['PersonalizeBoundary', 'Properties', 'PolicyDocument'];
  const inline = ['Policies', '0', 'PolicyDocument'];

  it('has the documents of the scope, once CloudFormation has put the parameters in', () => {
    expect(documentAt(template, ...writer, ...inline)).toEqual(
      writerPolicy(SCOPE),
    );
    expect(documentAt(template, ...reader, ...inline)).toEqual(
      readerPolicy(SCOPE),
    );
    expect(documentAt(template, ...boundary)).toEqual(
      personalizeBoundary(SCOPE),
    );
    const trust = portalTrust({ arn: PORTAL, externalId: 'portal-7f3a' });
    expect(documentAt(template, ...writer, 'AssumeRolePolicyDocument')).toEqual(
      trust,
    );
    expect(documentAt(template, ...reader, 'AssumeRolePolicyDocument')).toEqual(
      trust,
    );
  });

  it('stays within the limits of IAM', () => {
    expect(charactersOf(writerPolicy(SCOPE))).toBeLessThan(
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
    ['writer', writerPolicy(SCOPE)],
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
    });
    const parameter = (name: string) => at(given.template, 'Parameters', name);

    expect(parameter('BucketArns')).toMatchObject({
      Default: 'arn:aws-cn:s3:::reco-*,arn:aws-cn:s3:::ml-??',
    });
    expect(parameter('RolePath')).toMatchObject({ Default: '/ml/' });
    for (const name of ['PortalPrincipalArn', 'RolePath', 'BucketArns']) {
      const pattern = new RegExp(String(at(parameter(name), 'AllowedPattern')));
      for (const value of String(at(parameter(name), 'Default')).split(',')) {
        expect(value).toMatch(pattern);
      }
    }
  });

  it('is the same each time', () => {
    expect(JSON.stringify(portalRoleTemplate().template)).toBe(
      JSON.stringify(template),
    );
  });
});
