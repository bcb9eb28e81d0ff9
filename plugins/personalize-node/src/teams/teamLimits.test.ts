import {
  BucketAccess,
  Holding,
  KeyAccess,
  keyStatements,
  PolicyDocument,
  roleBucketStatement,
  roleKeyStatement,
  Team,
} from '@personalize-portal/backstage-plugin-personalize-common';
import { ACCOUNT, FakeAws } from '../__testUtils__/fakeAws';
import { sessionOn } from '../__testUtils__/sessions';
import {
  addOurRole,
  documentOf,
  keyArn,
  ROOT_STATEMENT,
  TARGET,
} from '../__testUtils__/setups';
import { judgeByConfiguration, refuseBeyondTeams } from './teamLimits';

const RECO = 'group:default/recommendations';
const PARTNER = '210987654321';
const PATH = `personalize.teams['${RECO}']`;

const team: Team = {
  group: RECO,
  path: PATH,
  accounts: [ACCOUNT],
  buckets: ['reco-*', 'shared/reco/*'],
  keys: ['alias/reco-*'],
  bucketOwners: [ACCOUNT, PARTNER],
};

const bucket = (name: string, prefix = '', bucketOwner?: string) =>
  ({
    bucket: name,
    prefix,
    workflows: ['import'],
    ...(bucketOwner && { bucketOwner }),
  } satisfies BucketAccess);

const key = (keyId: string) =>
  ({ keyId, workflows: ['import'] } satisfies KeyAccess);

const aws = new FakeAws();

beforeAll(() => aws.start());
afterAll(() => aws.stop());
beforeEach(() => aws.reset());

/** The refusal, or nothing. */
async function judge({
  teams = [team],
  buckets = [],
  keys = [],
  owners = [RECO],
  holdings = [],
}: {
  teams?: Team[] | null;
  buckets?: BucketAccess[];
  keys?: KeyAccess[];
  owners?: string[];
  holdings?: Holding[];
}): Promise<string | undefined> {
  const asked = { role: TARGET, buckets, keys, owners };
  try {
    await refuseBeyondTeams(
      sessionOn(aws),
      judgeByConfiguration(teams ?? undefined, asked),
      { holdings },
    );
    return undefined;
  } catch (error) {
    expect(error).toMatchObject({ name: 'NotAllowedError' });
    return error instanceof Error ? error.message : String(error);
  }
}

/** The same, where nothing but the role is read. */
async function judgeUncalled(...about: Parameters<typeof judge>) {
  const refusal = await judge(...about);
  expect(
    aws.operations().filter(name => name !== 'iam:ListRolePolicies'),
  ).toEqual([]);
  return refusal;
}

describe('where the configuration decides, no bucket and no key is asked for:', () => {
  it('a team gets what the configuration gives it', async () => {
    expect(
      await judgeUncalled({
        buckets: [bucket('reco-data'), bucket('shared', 'reco/in/')],
        keys: [key('alias/reco-data')],
      }),
    ).toBeUndefined();
  });

  it('a team with everything gets any bucket and key, of other accounts, too', async () => {
    expect(
      await judgeUncalled({
        teams: [{ ...team, accounts: ['*'], buckets: ['*'], keys: ['*'] }],
        buckets: [bucket('orders'), bucket('theirs', '', PARTNER)],
        keys: [key(keyArn(1)), key('alias/orders')],
      }),
    ).toBeUndefined();
  });

  it('a person gets what each of their groups may be granted', async () => {
    const orders = {
      ...team,
      group: 'group:default/orders',
      buckets: ['orders'],
    };
    expect(
      await judgeUncalled({
        teams: [team, orders],
        buckets: [bucket('orders'), bucket('reco-data')],
        owners: [RECO, orders.group],
      }),
    ).toBeUndefined();
  });

  it('an account that isn’t the team’s is refused, naming what is', async () => {
    expect(
      await judgeUncalled({ teams: [{ ...team, accounts: [PARTNER] }] }),
    ).toBe(
      `accountId: account ${ACCOUNT} isn't available to ${RECO}. ${PATH}.accounts gives ${PARTNER}. Nothing was called. Ask the team that runs the portal to add it there, or choose another account or owner.`,
    );
  });

  it('a group that has no entry is refused', async () => {
    expect(await judgeUncalled({ owners: ['group:default/orders'] })).toMatch(
      /isn't available to group:default\/orders\. personalize\.teams has no entry for them\. Nothing was called/,
    );
  });

  it('a person without a group is refused', async () => {
    expect(await judgeUncalled({ owners: [] })).toMatch(
      /isn't available to a person without a group\. personalize\.teams has no entry/,
    );
  });

  it('where no team is listed everybody is refused', async () => {
    expect(await judgeUncalled({ teams: [] })).toMatch(/isn't available to/);
  });

  it('a bucket of another account is refused, for its tags can’t be read', async () => {
    expect(
      await judgeUncalled({
        buckets: [bucket('reco-data'), bucket('theirs', 'clicks/', PARTNER)],
      }),
    ).toBe(
      `Prefix clicks/ of bucket theirs of account ${PARTNER} isn't available to ${RECO}. ${PATH}.buckets gives reco-*, shared/reco/*, and ${PATH}.bucketOwners gives ${ACCOUNT}, ${PARTNER}.\nNothing was called. Ask the team that runs the portal to add it there.`,
    );
  });

  it('many buckets of another account are refused in a message that can be read', async () => {
    const many = Array.from({ length: 100 }, (_, index) =>
      bucket(`theirs-${index}`, '', '666666666666'),
    );

    const lines = (await judgeUncalled({ buckets: many }))?.split('\n') ?? [];

    expect(lines).toHaveLength(22);
    expect(lines[20]).toBe('And more.');
  });

  it('a bucket of an account that isn’t given is refused, whatever it is called', async () => {
    const attacker = [bucket('reco-attacker', '', '666666666666')];
    expect(await judgeUncalled({ buckets: attacker })).toMatch(
      /^Bucket reco-attacker of account 666666666666 isn't available to/,
    );
    expect(
      await judgeUncalled({
        teams: [
          team,
          { ...team, buckets: ['orders'], bucketOwners: ['666666666666'] },
        ],
        buckets: attacker,
      }),
    ).toMatch(/^Bucket reco-attacker of account/);
    expect(
      await judgeUncalled({
        teams: [{ ...team, bucketOwners: ['*'] }],
        buckets: attacker,
      }),
    ).toBeUndefined();
  });
});

describe('a bucket that the configuration doesn’t give', () => {
  it('is refused, naming bucket, team, path and tag', async () => {
    aws.s3.addBucket('orders', { tags: { 'personalize:owner': 'orders' } });
    aws.s3.addBucket('shared');

    expect(
      await judge({ buckets: [bucket('orders'), bucket('shared', 'orders/')] }),
    ).toBe(
      `Bucket orders isn't available to ${RECO}. ${PATH}.buckets gives reco-*, shared/reco/*, and the bucket has no tag personalize:owner that names the group.\n` +
        `Prefix orders/ of bucket shared isn't available to ${RECO}. ${PATH}.buckets gives reco-*, shared/reco/*, and the bucket has no tag personalize:owner that names the group.\n` +
        'Nothing was changed. Ask the team that runs the portal to add it there, or ask its owner to set the tag.',
    );
    expect(aws.writes()).toEqual([]);
  });

  it('is refused with the others, until more are known than a message shows', async () => {
    const many = Array.from({ length: 100 }, (_, index) =>
      bucket(`orders-${index}`),
    );

    const lines = (await judge({ buckets: many }))?.split('\n') ?? [];

    expect(lines).toHaveLength(22);
    expect(lines[19]).toMatch(/^Bucket orders-19 isn't available to/);
    expect(lines[20]).toBe('And more.');
    expect(aws.callsOf('s3:HeadBucket')).toHaveLength(30);
  });

  it.each([RECO, 'recommendations'])(
    'is the team’s by its tag %s',
    async owner => {
      aws.s3.addBucket('clicks', { tags: { 'personalize:owner': owner } });

      expect(
        await judge({ buckets: [bucket('clicks', 'in/')] }),
      ).toBeUndefined();
    },
  );

  it('isn’t given by the entry of another group, nor of another account', async () => {
    aws.s3.addBucket('orders');
    const teams = [
      team,
      { ...team, group: 'group:default/orders', buckets: ['*'] },
      { ...team, accounts: [PARTNER], buckets: ['*'] },
    ];

    expect(await judge({ teams, buckets: [bucket('orders')] })).toMatch(
      /^Bucket orders isn't available/,
    );
  });

  it('is nobody’s where it isn’t in the account', async () => {
    aws.s3.addBucket('theirs', {
      owner: PARTNER,
      tags: { 'personalize:owner': RECO },
    });

    for (const name of ['theirs', 'no-such-bucket']) {
      expect(await judge({ buckets: [bucket(name)] })).toMatch(
        `Bucket ${name} isn't available`,
      );
    }
  });
});

describe('a key that the configuration doesn’t give by the name asked for', () => {
  const orders = { aliases: ['alias/orders'] };

  it('is the team’s by one of its aliases', async () => {
    aws.kms.addKey(keyArn(1), documentOf(ROOT_STATEMENT), {
      aliases: ['alias/main', 'alias/reco-main'],
    });

    for (const name of ['alias/main', keyArn(1), keyArn(1).split('/')[1]]) {
      expect(await judge({ keys: [key(name)] })).toBeUndefined();
    }
  });

  it('is the team’s by its ARN or id', async () => {
    aws.kms.addKey(keyArn(1), documentOf(ROOT_STATEMENT), orders);

    for (const pattern of [keyArn(1), '11111111-*']) {
      expect(
        await judge({
          teams: [{ ...team, keys: [pattern] }],
          keys: [key('alias/orders')],
        }),
      ).toBeUndefined();
    }
  });

  it('is the team’s by its tag', async () => {
    aws.kms.addKey(keyArn(1), documentOf(ROOT_STATEMENT), {
      ...orders,
      tags: { a: '1', b: '2', 'personalize:owner': 'recommendations' },
    });

    expect(await judge({ keys: [key('alias/orders')] })).toBeUndefined();
  });

  it('is refused else, naming key, team, path and tag', async () => {
    aws.kms.addKey(keyArn(1), documentOf(ROOT_STATEMENT), orders);

    for (const name of ['alias/orders', 'alias/no-such']) {
      expect(await judge({ keys: [key(name)] })).toBe(
        `Key ${name} isn't available to ${RECO}. ${PATH}.keys gives alias/reco-*, and the key has no tag personalize:owner that names the group.\n` +
          'Nothing was changed. Ask the team that runs the portal to add it there, or ask its owner to set the tag.',
      );
    }
    expect(aws.writes()).toEqual([]);
  });
});

describe('where personalize.teams isn’t configured', () => {
  it('only the tags give anything', async () => {
    aws.s3.addBucket('reco-data', { tags: { 'personalize:owner': RECO } });
    aws.s3.addBucket('reco-other');

    expect(
      await judge({ teams: null, buckets: [bucket('reco-data')] }),
    ).toBeUndefined();
    expect(
      await judge({ teams: null, buckets: [bucket('reco-other')] }),
    ).toMatch(
      /^Bucket reco-other isn't available to .*personalize\.teams has no entry for them/,
    );
  });
});

describe('what the role holds already', () => {
  const orders = keyArn(1);
  const held = (access: BucketAccess) => ({
    PersonalizeS3: documentOf(roleBucketStatement(TARGET, access)),
  });

  function addRoleWith(inline: Record<string, PolicyDocument>) {
    const role = addOurRole(aws);
    for (const [name, document] of Object.entries(inline)) {
      role.inline.set(name, document);
    }
  }

  it('must be the team’s, or the role is another team’s', async () => {
    aws.s3.addBucket('orders');
    addRoleWith(held(bucket('orders', 'clicks/')));

    for (const asked of [{}, { buckets: [bucket('reco-data')] }]) {
      expect(await judge(asked)).toMatch(
        `roleName: role personalize-shop already has access to resources that aren't given to the team; choose another name. Prefix clicks/ of bucket orders isn't available to ${RECO}. ${PATH}.buckets gives reco-*`,
      );
    }
  });

  it('must be so of keys', async () => {
    aws.kms.addKey(orders, documentOf(ROOT_STATEMENT), {
      aliases: ['alias/orders'],
    });
    const statement = roleKeyStatement(TARGET, orders, ['export']);
    addRoleWith({
      PersonalizeKms: documentOf(...(statement ? [statement] : [])),
    });

    expect(await judge({})).toMatch(
      `choose another name. Key ${orders} isn't available to ${RECO}. ${PATH}.keys gives alias/reco-*`,
    );
  });

  it('must be so of a key for imports alone, of which the ledger alone tells', async () => {
    addRoleWith({});
    const [statement] = keyStatements(TARGET, orders, ['import'], 'none');
    const holdings: Holding[] = [
      {
        part: 'kms',
        resource: orders,
        before: documentOf(ROOT_STATEMENT),
        after: documentOf(ROOT_STATEMENT, statement),
      },
    ];

    expect(await judge({ holdings })).toMatch(
      `choose another name. Key ${orders} isn't available to ${RECO}. ${PATH}.keys gives alias/reco-*`,
    );
  });

  it('is the team’s by the configuration or a tag', async () => {
    aws.s3.addBucket('clicks', { tags: { 'personalize:owner': RECO } });
    addRoleWith({
      PersonalizeS3: documentOf(
        roleBucketStatement(TARGET, bucket('reco-data')),
        roleBucketStatement(TARGET, bucket('clicks')),
      ),
    });

    expect(await judge({})).toBeUndefined();
  });

  it('is read only where something isn’t given', async () => {
    addRoleWith(held(bucket('orders')));

    expect(
      await judge({ teams: [{ ...team, buckets: ['*'], keys: ['*'] }] }),
    ).toBeUndefined();
    expect(aws.calls).toEqual([]);
  });
});
