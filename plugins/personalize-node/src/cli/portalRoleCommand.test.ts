import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { SERVICE_REGIONS } from '@personalize-portal/backstage-plugin-personalize-common';
import { Command } from 'commander';
import { parse } from 'yaml';
import { portalRoleCommand } from './portalRoleCommand';

function run(...args: string[]) {
  let out = '';
  let err = '';
  const command = portalRoleCommand(
    new Command().exitOverride().configureOutput({
      writeOut: text => {
        out += text;
      },
      writeErr: text => {
        err += text;
      },
    }),
  );
  try {
    command.parse(args, { from: 'user' });
  } catch {
    // Commander has written what was wrong.
  }
  return { out, err };
}

it.each([
  ['template', 'portal-role.yaml'],
  ['identity-center', 'portal-role-identity-center.yaml'],
])('portal-role %s prints %s as it stands, without options', (name, file) => {
  expect(run(name).out).toBe(
    readFileSync(join(__dirname, '../../cloudformation', file), 'utf8'),
  );
});

describe('portal-role template', () => {
  it('is what is printed without a command, and plain YAML', () => {
    const { out, err } = run();

    expect(err).toBe('');
    expect(out).toBe(run('template').out);
    expect(parse(out)).toMatchObject({
      AWSTemplateFormatVersion: '2010-09-09',
      Resources: {
        PersonalizeBoundary: { Type: 'AWS::IAM::ManagedPolicy' },
        PersonalizeWriter: { Type: 'AWS::IAM::Role' },
        PersonalizeReader: { Type: 'AWS::IAM::Role' },
      },
    });
  });

  it.each([
    ['template', 40],
    ['identity-center', 20],
  ])(
    'says above each policy statement of the %s why it is there',
    (name, least) => {
      const lines = run(name).out.split('\n');
      const statements = lines.flatMap((line, i) =>
        /^\s*- Sid: /.test(line) ? [lines[i - 1].trim()] : [],
      );

      expect(statements.length).toBeGreaterThan(least);
      expect(statements.filter(above => !above.startsWith('# '))).toEqual([]);
    },
  );

  it('lets policies be attached to groups and users by the default of a parameter', () => {
    const answer = (...args: string[]) =>
      parse(run(...args).out).Parameters.AllowDirectAttachment.Default;

    expect(answer()).toBe('no');
    expect(answer('--allow-direct-attachment')).toBe('yes');
  });

  it('quotes what a reader of YAML 1.1 would take for a date or a number', () => {
    expect(run().out).toContain("Version: '2012-10-17'");
    expect(run().out).not.toContain('%YAML');
  });

  it('puts the options into the defaults of the parameters', () => {
    const { out } = run(
      '--portal-principal',
      'arn:aws-cn:iam::999988887777:role/backstage',
      '--role-path',
      '/ml/',
      '--bucket',
      'reco-*',
      '--bucket',
      'ml-data',
      '--region',
      'cn-north-1',
      '--tag-key',
      'cost-center',
      '--tag-key',
      'team',
      '--partition',
      'aws-cn',
    );

    expect(parse(out).Parameters).toMatchObject({
      PortalPrincipalArn: {
        Default: 'arn:aws-cn:iam::999988887777:role/backstage',
      },
      RolePath: { Default: '/ml/' },
      BucketArns: { Default: 'arn:aws-cn:s3:::reco-*,arn:aws-cn:s3:::ml-data' },
      Regions: { Default: 'cn-north-1' },
      TagKeys: { Default: 'cost-center,team' },
    });
  });

  it('uses keys of the Regions that have Personalize, and sets its own tag alone, where nobody says', () => {
    const defaultOf = (name: string, ...args: string[]) =>
      parse(run(...args).out).Parameters[name].Default;

    expect(defaultOf('Regions')).toBe(
      SERVICE_REGIONS.filter(region => region !== 'cn-north-1').join(','),
    );
    expect(defaultOf('Regions', '--partition', 'aws-cn')).toBe('cn-north-1');
    expect(defaultOf('BucketArns', '--partition', 'aws-cn')).toBe(
      'arn:aws-cn:s3:::*personalize*',
    );
    expect(defaultOf('TagKeys')).toBe('personalize:managed');
  });

  // Source: AWS CloudFormation quotas, "Template body size in a request".
  it('fits into a request without a bucket to read it from', () => {
    expect(Buffer.byteLength(run().out)).toBeLessThan(51_200);
  });
});

describe('portal-role identity-center', () => {
  it('has the two roles, and nothing of Personalize', () => {
    const { out, err } = run('identity-center');

    expect(err).toBe('');
    expect(Object.keys(parse(out).Resources)).toEqual([
      'PersonalizeIdentityCenterWriter',
      'PersonalizeIdentityCenterReader',
    ]);
  });

  it('puts the options into the defaults of the parameters', () => {
    const { out } = run(
      'identity-center',
      '--portal-principal',
      'arn:aws:iam::999988887777:role/backstage',
      '--instance-id',
      'ssoins-0123456789abcdef',
      '--account',
      '111122223333',
      '--account',
      '012345678901',
    );

    expect(parse(out).Parameters).toMatchObject({
      PortalPrincipalArn: {
        Default: 'arn:aws:iam::999988887777:role/backstage',
      },
      InstanceId: { Default: 'ssoins-0123456789abcdef' },
      AccountArns: {
        Default:
          'arn:aws:sso:::account/111122223333,arn:aws:sso:::account/012345678901',
      },
    });
  });
});

it.each([
  [
    'template',
    [
      ...['--partition', 'aws-cn', '--role-path', '/ml/'],
      ...[
        '--portal-principal',
        'arn:aws-cn:iam::999988887777:role/team/portal',
      ],
      ...['--bucket', 'reco-*', '--bucket', 'ml-??'],
      ...['--bucket-owner', '444455556666', '--bucket-owner', '*'],
      ...['--region', 'cn-north-1', '--allow-direct-attachment'],
      ...['--tag-key', 'cost-center', '--tag-key', 'Owner of it'],
    ],
    {
      PortalPrincipalArn: 'arn:aws-cn:iam::999988887777:role/team/portal',
      RolePath: '/ml/',
      BucketArns: 'arn:aws-cn:s3:::reco-*,arn:aws-cn:s3:::ml-??',
      BucketOwners: '444455556666,*',
      Regions: 'cn-north-1',
      TagKeys: 'cost-center,Owner of it',
      AllowDirectAttachment: 'yes',
    },
  ],
  [
    'identity-center',
    [
      ...['--partition', 'aws-cn', '--instance-id', 'ssoins-0123456789abcdef'],
      ...[
        '--portal-principal',
        'arn:aws-cn:iam::999988887777:role/team/portal',
      ],
      ...['--account', '111122223333', '--account', '444455556666'],
    ],
    {
      PortalPrincipalArn: 'arn:aws-cn:iam::999988887777:role/team/portal',
      InstanceId: 'ssoins-0123456789abcdef',
      AccountArns:
        'arn:aws-cn:sso:::account/111122223333,arn:aws-cn:sso:::account/444455556666',
    },
  ],
])(
  'portal-role %s prints defaults that fit their own patterns',
  (name, args, defaults) => {
    const { Parameters: parameters } = parse(run(name, ...args).out);

    for (const [parameter, value] of Object.entries(defaults)) {
      const {
        Default,
        AllowedPattern = '',
        AllowedValues,
      } = parameters[parameter];
      expect(Default).toBe(value);
      for (const one of value.split(',')) {
        expect(one).toMatch(new RegExp(AllowedPattern));
      }
      expect(AllowedValues ?? [value]).toContain(value);
    }
  },
);

describe('portal-role identity-center-config', () => {
  it('names the roles in the account of Identity Center', () => {
    const { out } = run(
      'identity-center-config',
      '--account',
      '012345678901',
      '--region',
      'eu-north-1',
    );

    expect(out).toBe(`personalize:
  identityCenter:
    accountId: "012345678901"
    region: eu-north-1
    writer:
      roleName: personalize-portal/personalize-identity-center-writer
      externalId: \${PERSONALIZE_EXTERNAL_ID}
    reader:
      roleName: personalize-portal/personalize-identity-center-reader
      externalId: \${PERSONALIZE_EXTERNAL_ID}
`);
  });
});

describe('portal-role app-config', () => {
  it('names the roles and the boundary of the account', () => {
    const { out } = run(
      'app-config',
      '--account',
      '012345678901',
      '--name',
      'data science',
      '--region',
      'eu-west-1',
      '--region',
      'us-east-1',
    );

    expect(out).toBe(`personalize:
  accounts:
    - accountId: "012345678901"
      name: data science
      regions:
        - eu-west-1
        - us-east-1
      writer:
        roleName: personalize-portal/personalize-writer
        externalId: \${PERSONALIZE_EXTERNAL_ID}
      reader:
        roleName: personalize-portal/personalize-reader
        externalId: \${PERSONALIZE_EXTERNAL_ID}
  guardrails:
    rolePath: /personalize/
    permissionsBoundary: arn:aws:iam::{accountId}:policy/personalize-portal/personalize-boundary
`);
  });
});

describe('portal-role principal-policy', () => {
  it('lets the portal into the two roles of each account', () => {
    const { out } = run(
      'principal-policy',
      '--account',
      '111122223333',
      '--account',
      '444455556666',
    );

    expect(JSON.parse(out)).toEqual({
      Version: '2012-10-17',
      Statement: [
        {
          Sid: 'AssumeThePortalsRoles',
          Effect: 'Allow',
          Action: ['sts:AssumeRole', 'sts:SetSourceIdentity'],
          Resource: [
            'arn:aws:iam::111122223333:role/personalize-portal/personalize-reader',
            'arn:aws:iam::111122223333:role/personalize-portal/personalize-writer',
            'arn:aws:iam::444455556666:role/personalize-portal/personalize-reader',
            'arn:aws:iam::444455556666:role/personalize-portal/personalize-writer',
          ],
        },
      ],
    });
  });
});

it('lets the portal into the roles of Identity Center, where they are asked for', () => {
  const { out } = run(
    'principal-policy',
    '--account',
    '111122223333',
    '--identity-center-account',
    '444455556666',
  );

  expect(JSON.parse(out).Statement[0].Resource).toEqual([
    'arn:aws:iam::111122223333:role/personalize-portal/personalize-reader',
    'arn:aws:iam::111122223333:role/personalize-portal/personalize-writer',
    'arn:aws:iam::444455556666:role/personalize-portal/personalize-identity-center-reader',
    'arn:aws:iam::444455556666:role/personalize-portal/personalize-identity-center-writer',
  ]);
});

it('is explained, option by option and parameter by parameter', () => {
  const guide = readFileSync(
    join(__dirname, '../../../../docs/portal-role.md'),
    'utf8',
  );
  const named = ['template', 'identity-center'].flatMap(name => [
    ...(run(name, '--help').out.match(/--(?!help)[a-z-]+/g) ?? []),
    ...Object.keys(parse(run(name).out).Parameters),
  ]);

  expect(named.length).toBeGreaterThan(15);
  expect(named.filter(one => !guide.includes(`\`${one}`))).toEqual([]);
});

describe('portal-role refuses', () => {
  const account = ['app-config', '--region', 'us-east-1', '--account'];

  it.each([
    [
      ['--portal-principal', 'arn:aws:iam::999988887777:root'],
      /ARN of one role/,
    ],
    [['--portal-principal', '999988887777'], /ARN of one role/],
    [['--role-path', '/'], /every role of the account/],
    [['--role-path', 'personalize'], /starts and ends with \//],
    [['--role-path', '/personalize-portal/'], /the portal's own roles/],
    [['--role-path', '/aws-reserved/'], /reserved/],
    [['--bucket', '*'], /every bucket/],
    [['--bucket', 'arn:aws:s3:::reco'], /pattern of bucket names/],
    [['--bucket', 'Reco-*'], /lower-case/],
    [['--region', 'us-gov-west-1'], /exists in the Regions/],
    [['--tag-key', 'aws:team'], /reserved for AWS/],
    [['--tag-key', 'personalize:grantable'], /reserved for the portal/],
    [['--tag-key', 'team,admin'], /a tag key has/],
    [[...account, '12345'], /12 digits/],
    [['identity-center', '--account', '12345'], /12 digits/],
    [['identity-center', '--instance-id', 'ssoins-1'], /last part of its ARN/],
    [
      [
        'identity-center',
        '--instance-id',
        'arn:aws:sso:::instance/ssoins-0123456789abcdef',
      ],
      /last part of its ARN/,
    ],
    [
      ['identity-center-config', '--account', '111122223333', '--region', 'eu'],
      /home Region of Identity Center/,
    ],
    [
      ['app-config', '--account', '111122223333', '--region', 'us-gov-west-1'],
      /exists in the Regions/,
    ],
  ])('%j, and names option, value and rule', (args, rule) => {
    const { out, err } = run(...args);
    const [option, value] = args.slice(-2);

    expect(out).toBe('');
    expect(err).toContain(`'${option} <`);
    expect(err).toContain(`'${value}'`);
    expect(err).toMatch(rule);
  });

  it.each([
    [['--partition', 'aws-us-gov'], /Allowed choices are aws, aws-cn/],
    [['--external-id', 'x'], /unknown option '--external-id'/],
    [['terraform'], /too many arguments/],
    [account.slice(0, -1), /required option '--account <id>'/],
  ])('%j', (args, message) => {
    const { out, err } = run(...args);

    expect(out).toBe('');
    expect(err).toMatch(message);
  });
});
