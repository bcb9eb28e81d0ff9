import {
  AccountItem,
  AccountsResponse,
  personalizeInventoryReadPermission,
} from '@personalize-portal/backstage-plugin-personalize-common';
import {
  createPersonalizeConditionalDecision,
  personalizeConditions,
} from '@personalize-portal/backstage-plugin-personalize-node';
import { AwsAnswers, DENIED, startAws } from '../__testUtils__/awsServer';
import {
  ANA,
  as,
  BEN,
  DATA,
  DENY,
  EVE,
  HIDDEN,
  Portal,
  SHOP,
  startPortal,
} from '../__testUtils__/portal';

const PERSON = as.person(ANA);

const IN_SHOP = createPersonalizeConditionalDecision(
  personalizeInventoryReadPermission,
  personalizeConditions.isInAccount({ accountIds: [SHOP] }),
);

// Leaves time for busy machines.
jest.setTimeout(300_000);

let portal: Portal;

afterEach(() => portal.stop());

async function itemsFor(person: string): Promise<AccountItem[]> {
  const { body } = await portal.get('/accounts', as.person(person));
  const { items }: AccountsResponse = body;
  return items;
}

describe('GET /accounts', () => {
  it('answers with what the person’s team may use, and what limits it', async () => {
    portal = await startPortal();

    expect(await portal.get('/accounts', as.person(ANA))).toEqual({
      status: 200,
      body: {
        items: [
          {
            accountId: DATA,
            name: 'data-science',
            regions: ['us-east-1', 'eu-west-1'],
            limits: {
              guardrails: {
                roleNamePattern: '^personalize-',
                permissionsBoundary: `arn:aws:iam::${DATA}:policy/boundary`,
                requiredTags: ['cost-center'],
                allowedTags: [],
                servicePolicy: 'scoped',
                requireMfa: true,
                allowDirectAttachment: false,
                sourceConditions: 'if-present',
              },
              identityCenter: false,
              teams: [
                {
                  team: 'group:default/recommendations',
                  buckets: ['reco-*'],
                  keys: ['alias/reco-*'],
                  bucketOwners: [DATA],
                },
              ],
            },
          },
        ],
      },
    });
    expect(portal.asked).toEqual(['personalize.inventory.read']);
  });

  it('answers with each team of a person, by the accounts of each', async () => {
    portal = await startPortal();
    const items = await itemsFor(BEN);

    expect(
      items.map(({ accountId, limits }) => [
        accountId,
        limits.teams.map(({ team }) => team),
      ]),
    ).toEqual([
      [DATA, ['group:default/recommendations', 'group:default/shop']],
      [SHOP, ['group:default/shop']],
    ]);
  });

  it('tells nobody of other teams, nor how the portal reaches an account', async () => {
    portal = await startPortal();
    const items = await itemsFor(ANA);

    expect(JSON.stringify(items)).not.toMatch(
      /shop|payroll|pay-|222222222222|333333333333|writer|external|127\.0\.0\.1/,
    );
  });

  it('is empty for a person whose teams have nothing', async () => {
    portal = await startPortal();

    expect(await portal.get('/accounts', as.person(EVE))).toEqual({
      status: 200,
      body: { items: [] },
    });
  });

  it('leaves it to owner tags where no team is configured', async () => {
    portal = await startPortal({ personalize: { teams: undefined } });
    const items = await itemsFor(ANA);

    expect(
      items.map(({ accountId, limits }) => [accountId, limits.teams]),
    ).toEqual([
      [DATA, []],
      [SHOP, []],
      [HIDDEN, []],
    ]);
  });

  it('says where Identity Center is set up', async () => {
    portal = await startPortal({
      personalize: {
        identityCenter: { accountId: HIDDEN, region: 'us-east-1' },
      },
    });
    const items = await itemsFor(ANA);

    expect(items[0].limits.identityCenter).toBe(true);
    expect(JSON.stringify(items)).not.toContain(HIDDEN);
  });

  it('leaves out an account for which the policy’s conditions don’t hold', async () => {
    portal = await startPortal({ decide: () => IN_SHOP });
    const items = await itemsFor(BEN);

    expect(items.map(({ accountId }) => accountId)).toEqual([SHOP]);
  });

  it('refuses a person without the permission', async () => {
    portal = await startPortal({ decide: () => DENY });
    const { status, body } = await portal.get('/accounts', as.person(ANA));

    expect(status).toBe(403);
    expect(body.error.message).toBe(
      'user:default/ana has no permission personalize.inventory.read. Ask the team that runs the portal.',
    );
    expect(body.items).toBeUndefined();
  });
});

/** An account with some resources of each kind; its lists come in pages. */
const account: AwsAnswers = (operation, parameters) => {
  switch (operation) {
    case 's3:ListBuckets':
      return parameters['continuation-token']
        ? { body: bucketsXml(['reco-west', 'eu-west-1'], ['reco-old']) }
        : {
            body: bucketsXml(
              ['Reco-Data', 'us-east-1'],
              ['orders', 'us-east-1'],
              'next',
            ),
          };
    case 'kms:ListKeys':
      return {
        body: JSON.stringify(
          parameters.Marker
            ? { Keys: [4, 5].map(key) }
            : { Keys: [1, 2, 3].map(key), NextMarker: 'next' },
        ),
      };
    case 'kms:ListAliases':
      return {
        body: JSON.stringify({
          Aliases: [
            ['alias/reco-data', 1],
            ['alias/aws/s3', 2],
            ['alias/Another', 3],
            ['alias/reco', 1],
          ].map(([AliasName, id]) => ({ AliasName, TargetKeyId: `key-${id}` })),
        }),
      };
    case 'kms:DescribeKey':
      return describedKey(parameters.KeyId);
    case 'iam:ListRoles':
      return {
        body: parameters.Marker
          ? iamXml('ListRoles', 'Roles', [
              role('personalize-reco', '/personalize/'),
            ])
          : iamXml(
              'ListRoles',
              'Roles',
              [
                role(
                  'AWSServiceRoleForX',
                  '/aws-service-role/x.amazonaws.com/',
                ),
                role(
                  'AWSReservedSSO_Admin',
                  '/aws-reserved/sso.amazonaws.com/',
                ),
                role('reader', '/portal/'),
                role('portal', '/reader/'),
              ],
              'next',
            ),
      };
    case 'iam:ListPolicies':
      return {
        body: iamXml('ListPolicies', 'Policies', [
          `<PolicyName>boundary-${parameters.Scope}</PolicyName><Arn>arn:aws:iam::${DATA}:policy/boundary</Arn>`,
        ]),
      };
    default:
      return DENIED;
  }
};

function bucketsXml(...buckets: ([name: string, region?: string] | string)[]) {
  const next = buckets.filter(bucket => typeof bucket === 'string');
  const listed = buckets
    .filter(bucket => typeof bucket !== 'string')
    .map(
      ([name, region]) =>
        `<Bucket><Name>${name}</Name>${
          region ? `<BucketRegion>${region}</BucketRegion>` : ''
        }</Bucket>`,
    );
  return `<ListAllMyBucketsResult><Buckets>${listed.join('')}</Buckets>${next
    .map(token => `<ContinuationToken>${token}</ContinuationToken>`)
    .join('')}</ListAllMyBucketsResult>`;
}

function key(id: number) {
  return { KeyId: `key-${id}`, KeyArn: arnOf(`key-${id}`) };
}

function arnOf(keyId: string): string {
  return `arn:aws:kms:us-east-1:${DATA}:key/${keyId}`;
}

/** The fourth key is disabled; the portal may not read the fifth. */
function describedKey(keyArn: string) {
  if (keyArn.endsWith('5')) {
    return {
      status: 400,
      body: JSON.stringify({ __type: 'AccessDeniedException' }),
    };
  }
  return {
    body: JSON.stringify({
      KeyMetadata: {
        KeyId: keyArn.split('/')[1],
        Arn: keyArn,
        KeyManager: 'CUSTOMER',
        KeyUsage: 'ENCRYPT_DECRYPT',
        KeySpec: 'SYMMETRIC_DEFAULT',
        KeyState: keyArn.endsWith('4') ? 'Disabled' : 'Enabled',
      },
    }),
  };
}

function role(name: string, path: string): string {
  return `<RoleName>${name}</RoleName><Path>${path}</Path><Arn>arn:aws:iam::${DATA}:role${path}${name}</Arn>`;
}

function iamXml(
  operation: string,
  list: string,
  members: string[],
  marker?: string,
): string {
  const items = members.map(member => `<member>${member}</member>`).join('');
  return `<${operation}Response><${operation}Result><${list}>${items}</${list}>${
    marker ? `<IsTruncated>true</IsTruncated><Marker>${marker}</Marker>` : ''
  }</${operation}Result></${operation}Response>`;
}

describe('what there is in an account', () => {
  let aws: Awaited<ReturnType<typeof startAws>>;
  let answers: AwsAnswers;

  beforeEach(async () => {
    answers = account;
    aws = await startAws((...call) => answers(...call));
    portal = await startPortal({ endpoint: aws.endpoint });
  });

  afterEach(() => aws.stop());

  const ask = (kind: string, query = '', token = PERSON, accountId = DATA) =>
    portal.get(
      `/accounts/${accountId}/${kind}?region=us-east-1${query}`,
      token,
    );

  it('is its buckets in the Region, and those of which S3 doesn’t tell', async () => {
    expect((await ask('buckets')).body).toEqual({
      items: [
        { name: 'Reco-Data', region: 'us-east-1' },
        { name: 'orders', region: 'us-east-1' },
        { name: 'reco-old' },
      ],
    });
  });

  it('is its keys that a set-up can use, those with an alias first', async () => {
    expect((await ask('keys')).body).toEqual({
      items: [
        { keyArn: arnOf('key-3'), aliases: ['alias/Another'] },
        {
          keyArn: arnOf('key-1'),
          aliases: ['alias/reco', 'alias/reco-data'],
        },
      ],
    });
  });

  it('is its roles without AWS’s own', async () => {
    expect((await ask('roles')).body.items).toEqual([
      {
        roleName: 'personalize-reco',
        rolePath: '/personalize/',
        roleArn: `arn:aws:iam::${DATA}:role/personalize/personalize-reco`,
      },
      expect.objectContaining({ roleName: 'portal' }),
      expect.objectContaining({ roleName: 'reader' }),
    ]);
  });

  it('is its policies without AWS’s own', async () => {
    expect((await ask('policies')).body).toEqual({
      items: [
        {
          policyName: 'boundary-Local',
          policyArn: `arn:aws:iam::${DATA}:policy/boundary`,
        },
      ],
    });
  });

  it.each([
    ['buckets', 'RECO', ['Reco-Data', 'reco-old']],
    ['buckets', 'ord', ['orders']],
    ['buckets', 'nothing', []],
  ])('is searched: %s with %s', async (kind, search, names) => {
    const { body } = await ask(kind, `&search=${search}`);

    expect(body.items.map(({ name }: { name: string }) => name)).toEqual(names);
  });

  it.each(['reco-data', 'alias/RECO', 'key-1'])(
    'is searched: keys with %s, in every alias and in the ARN',
    async search => {
      const { body } = await ask('keys', `&search=${search}`);

      expect(body.items).toEqual([
        expect.objectContaining({ keyArn: arnOf('key-1') }),
      ]);
      expect(aws.operations.filter(name => name === 'kms:DescribeKey')).toEqual(
        ['kms:DescribeKey'],
      );
    },
  );

  it('comes in pages', async () => {
    const names: string[] = [];
    let cursor = '';
    do {
      const { body } = await ask('buckets', `&limit=1${cursor}`);
      names.push(...body.items.map(({ name }: { name: string }) => name));
      cursor = body.nextCursor ? `&cursor=${body.nextCursor}` : '';
    } while (cursor);

    expect(names).toEqual(['Reco-Data', 'orders', 'reco-old']);
  });

  it('is asked of AWS once for all who type', async () => {
    await Promise.all(
      ['r', 're', 'rec'].map(search => ask('buckets', `&search=${search}`)),
    );
    await ask('buckets', '', as.person(BEN));

    expect(aws.operations).toEqual(['s3:ListBuckets', 's3:ListBuckets']);
  });

  it('is told as unavailable where AWS refuses, and asked again next time', async () => {
    answers = () => DENIED;
    const { status, body } = await ask('roles');

    expect(status).toBe(503);
    expect(body.error).toEqual({
      name: 'ServiceUnavailableError',
      message: expect.stringMatching(
        /^iam:ListRoles on the roles of the account failed with AccessDenied/,
      ),
    });

    answers = account;
    expect((await ask('roles')).status).toBe(200);
  });

  it('is read once more where looking at a key failed', async () => {
    answers = (operation, parameters) =>
      operation === 'kms:DescribeKey'
        ? {
            status: 400,
            body: JSON.stringify({ __type: 'InvalidArnException' }),
          }
        : account(operation, parameters);
    expect((await ask('keys')).status).toBe(503);

    answers = account;
    expect((await ask('keys')).status).toBe(200);
  });

  it('is kept from whom no team, no permission or no configuration lets see it, in the same words', async () => {
    const refusals = [
      await ask('buckets', '', as.person(EVE)),
      await ask('buckets', '', PERSON, HIDDEN),
      await ask('buckets', '', PERSON, '444444444444'),
      await portal.get(`/accounts/${DATA}/buckets?region=eu-central-1`, PERSON),
    ];
    portal.rules.decide = () => IN_SHOP;
    refusals.push(await ask('buckets'));

    expect(refusals.map(({ status }) => status)).toEqual(
      refusals.map(() => 403),
    );
    const words = refusals.map(({ body }) =>
      body.error.message
        .replace(/account \d{12} in \S+:/, 'account X in R:')
        .replace(EVE, ANA),
    );
    expect(new Set(words).size).toBe(1);
    expect(aws.operations).toEqual([]);
  });
});

it('keeps the portal’s own roles out of the list', async () => {
  const aws = await startAws((operation, parameters) =>
    operation === 'iam:AssumeRole'
      ? {
          body: `<AssumeRoleResponse><AssumeRoleResult><Credentials><AccessKeyId>A</AccessKeyId><SecretAccessKey>S</SecretAccessKey><SessionToken>T</SessionToken><Expiration>2999-01-01T00:00:00Z</Expiration></Credentials></AssumeRoleResult></AssumeRoleResponse>`,
        }
      : account(operation, parameters),
  );
  portal = await startPortal({
    personalize: {
      accounts: [
        {
          accountId: DATA,
          regions: ['us-east-1'],
          endpoint: aws.endpoint,
          reader: { roleName: 'portal/reader' },
        },
      ],
      teams: undefined,
    },
  });
  const { body } = await portal.get(
    `/accounts/${DATA}/roles?region=us-east-1`,
    PERSON,
  );
  await aws.stop();

  expect(body.items.map(({ roleArn }: { roleArn: string }) => roleArn)).toEqual(
    [
      `arn:aws:iam::${DATA}:role/personalize/personalize-reco`,
      `arn:aws:iam::${DATA}:role/reader/portal`,
    ],
  );
});
