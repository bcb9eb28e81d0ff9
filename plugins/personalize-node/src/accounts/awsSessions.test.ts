import { ConfigReader } from '@backstage/config';
import { NotAllowedError } from '@backstage/errors';
import { JsonObject } from '@backstage/types';
import {
  documentFingerprint,
  PolicyDocument,
  policyText,
} from '@personalize-portal/backstage-plugin-personalize-common';
import { describeKey } from '../aws/kms';
import { readRole } from '../aws/iamReads';
import { openIdentityCenter } from '../aws/identityCenterReads';
import { locateBucket } from '../aws/s3';
import {
  identityCenterSessionPolicy,
  sessionPolicies,
  sessionPolicySentence,
} from '../portalRole/sessionPolicy';
import { FakeError } from '../__testUtils__/fakeAnswer';
import { ACCOUNT, FakeAws } from '../__testUtils__/fakeAws';
import { REACH, reach } from '../__testUtils__/reach';
import { Log } from '../__testUtils__/sessions';
import {
  awsSessionsFromConfig,
  ReadOptions,
  SessionOptions,
  WriteOptions,
} from './awsSessions';

const aws = new FakeAws();
beforeAll(() => aws.start());
afterAll(() => aws.stop());
beforeEach(() => {
  aws.reset();
  aws.s3.addBucket('reco.data');
});

const IDENTITY = { taskId: 'task-7', person: 'user:default/ana' };

function sessions(account: JsonObject = {}, more: JsonObject = {}) {
  return awsSessionsFromConfig(
    new ConfigReader({
      aws: {
        mainAccount: {
          accessKeyId: 'AKIABASE',
          secretAccessKey: 'base-secret',
        },
      },
      personalize: {
        accounts: [
          {
            accountId: ACCOUNT,
            regions: ['us-east-1'],
            endpoint: aws.endpoint,
            ...account,
          },
        ],
        ...more,
      },
    }),
  );
}

const COMMON = { accountId: ACCOUNT, region: 'us-east-1', identity: IDENTITY };

const open = (account: JsonObject = {}, options: Partial<WriteOptions> = {}) =>
  sessions(account).open({
    ...COMMON,
    access: 'write',
    reach,
    logger: new Log(),
    ...options,
  });

const openToRead = (account: JsonObject, options: Partial<ReadOptions> = {}) =>
  sessions(account).open({
    ...COMMON,
    access: 'read',
    logger: new Log(),
    ...options,
  });

const accessKeyOf = (headers: Record<string, unknown>) =>
  /Credential=([^/]+)/.exec(String(headers.authorization))?.[1];

describe('the allow-list', () => {
  it.each<[string, Partial<WriteOptions>]>([
    ['another account', { accountId: '999999999999' }],
    ['another Region', { region: 'eu-west-1' }],
  ])('refuses %s before any call', async (_name, options) => {
    const failure = open({ writer: { roleName: 'writer' } }, options);

    await expect(failure).rejects.toThrow(NotAllowedError);
    await expect(failure).rejects.toThrow(
      `Account ${options.accountId ?? ACCOUNT} in ${
        options.region ?? 'us-east-1'
      } is not in personalize.accounts; nothing was called. Ask the team that runs the portal to add it, or choose another account or Region`,
    );
    expect(aws.calls).toEqual([]);
  });
});

describe('a session', () => {
  it('knows from the records which answers of AWS are old, whichever process wrote', async () => {
    const none = undefined;
    const written: PolicyDocument = {
      Statement: [{ Sid: 'Ours', Effect: 'Allow', Resource: '*' }],
    };
    const session = await open(
      {},
      {
        written: {
          'arn:aws:s3:::reco.data': {
            written: documentFingerprint(written),
            superseded: [documentFingerprint(none)],
            ageMs: 0,
          },
        },
      },
    );

    expect(session.staleReads.looksStale('arn:aws:s3:::reco.data', none)).toBe(
      true,
    );
    expect(session.staleReads.looksStale('arn:aws:s3:::other', none)).toBe(
      false,
    );
  });

  it('makes no call before the first read', async () => {
    await open({ writer: { roleName: 'writer' } });

    expect(aws.calls).toEqual([]);
  });

  it('assumes the writer for the task and the person', async () => {
    const session = await open({
      writer: { roleName: 'portal/writer', externalId: 'write-secret' },
      reader: { roleName: 'reader' },
    });
    await readRole(session, 'reco');

    expect(aws.callsOf('sts:AssumeRole')[0].parameters).toMatchObject({
      RoleArn: `arn:aws:iam::${ACCOUNT}:role/portal/writer`,
      RoleSessionName: 'task-7',
      SourceIdentity: 'user.default.ana',
      ExternalId: 'write-secret',
    });
    expect(accessKeyOf(aws.callsOf('sts:AssumeRole')[0].headers)).toBe(
      'AKIABASE',
    );
    expect(accessKeyOf(aws.callsOf('iam:GetRole')[0].headers)).toBe(
      'ASIAASSUMED',
    );
  });

  it.each([
    ['with', { writer: { roleName: 'writer' } }, true],
    ['without', {}, false],
  ])(
    'knows %s a writer whether the roles of the account are limited, also where it only reads',
    async (_with, account, isLimited) => {
      const session = await openToRead(account);

      expect(session.assumesWriter).toBe(isLimited);
    },
  );

  it('assumes the reader where it only reads', async () => {
    const session = await openToRead(
      { writer: { roleName: 'writer' }, reader: { roleName: 'reader' } },
      { identity: { person: 'user:default/ana' } },
    );
    await readRole(session, 'reco');

    const [{ parameters }] = aws.callsOf('sts:AssumeRole');
    expect(parameters).toMatchObject({
      RoleArn: `arn:aws:iam::${ACCOUNT}:role/reader`,
      RoleSessionName: 'dry-run',
      SourceIdentity: 'user.default.ana',
    });
    expect(parameters.ExternalId).toBeUndefined();
    expect(parameters.Policy).toBeUndefined();
  });

  it('assumes a role once, whichever services it calls', async () => {
    const session = await open({ writer: { roleName: 'writer' } });
    await Promise.all([
      readRole(session, 'reco'),
      describeKey(session, 'alias/reco'),
      locateBucket(session, 'reco.data'),
    ]);

    expect(aws.callsOf('sts:AssumeRole')).toHaveLength(1);
  });

  it('tries a call again that AWS fails to answer', async () => {
    aws.fail('iam:GetRole', new FakeError('ServiceFailure', 500), 4);

    expect(await readRole(await open(), 'reco')).toBeUndefined();
    expect(aws.callsOf('iam:GetRole')).toHaveLength(5);
  });

  it('takes a role that may not be assumed for a lack of credentials, not for a refusal of the call', async () => {
    aws.fail('sts:AssumeRole', new FakeError('AccessDenied', 403), 10);
    const session = await open({ writer: { roleName: 'writer' } });

    await expect(locateBucket(session, 'reco.data')).rejects.toMatchObject({
      operation: 'sts:AssumeRole',
      resource: `arn:aws:iam::${ACCOUNT}:role/writer`,
      failure: 'credentials',
    });
    expect(aws.operations()).toEqual(['sts:AssumeRole']);
  });

  it('assumes anew for the next run', async () => {
    const all = sessions({ writer: { roleName: 'writer' } });
    const common = {
      accountId: ACCOUNT,
      region: 'us-east-1',
      access: 'write' as const,
      reach,
      logger: new Log(),
    };
    const [ana, ben] = await Promise.all([
      all.open({ ...common, identity: IDENTITY }),
      all.open({
        ...common,
        identity: { taskId: 'task-8', person: 'user:default/ben' },
      }),
    ]);
    await readRole(ana, 'reco');
    await readRole(ben, 'reco');

    expect(
      aws
        .callsOf('sts:AssumeRole')
        .map(({ parameters }) => parameters.SourceIdentity),
    ).toEqual(['user.default.ana', 'user.default.ben']);
  });

  it('uses the base credentials of a local account without asking who they are', async () => {
    const session = await open();
    await readRole(session, 'reco');

    expect(aws.operations()).toEqual(['iam:GetRole']);
    expect(accessKeyOf(aws.calls[0].headers)).toBe('AKIABASE');
  });

  it('tells task and person in the user agent of each call, the assuming one too', async () => {
    const session = await open({ writer: { roleName: 'writer' } });
    await readRole(session, 'reco');
    await describeKey(session, 'alias/reco');
    await locateBucket(session, 'reco.data');

    expect(aws.operations().sort()).toEqual([
      'iam:GetRole',
      'kms:DescribeKey',
      's3:HeadBucket',
      'sts:AssumeRole',
    ]);
    for (const { headers } of aws.calls) {
      expect(headers['user-agent']).toContain('task/task-7');
      expect(headers['user-agent']).toContain('person/user.default.ana');
    }
  });

  it('has no Access Analyzer in a local account', async () => {
    expect((await open()).accessAnalyzer).toBeUndefined();
  });

  it('addresses buckets of a local account by path', async () => {
    const session = await open();

    expect(await locateBucket(session, 'reco.data')).toEqual({
      found: 'here',
      region: 'us-east-1',
    });
    expect(aws.calls[0].headers.host).toBe(new URL(aws.endpoint).host);
  });

  it('follows a bucket to its Region, so that the Region can be named', async () => {
    const session = await open();
    aws.s3.addBucket('reco.data', { region: 'eu-west-1' });
    aws.interrupt('s3:HeadBucket', () => ({
      status: 301,
      body: '',
      headers: { 'x-amz-bucket-region': 'eu-west-1' },
    }));

    expect(await locateBucket(session, 'reco.data')).toEqual({
      found: 'here',
      region: 'eu-west-1',
    });
  });

  it('knows what another session of the same process wrote', async () => {
    const all = sessions();
    const options = {
      accountId: ACCOUNT,
      region: 'us-east-1',
      access: 'write' as const,
      reach,
      identity: IDENTITY,
      logger: new Log(),
    };
    const [one, other] = [await all.open(options), await all.open(options)];
    one.staleReads.remember('r', undefined, { Statement: [] });

    expect(other.staleReads.looksStale('r', undefined)).toBe(true);
  });

  it('ends a wait when the run is cancelled, with the reason', async () => {
    const controller = new AbortController();
    const session = await open({}, { signal: controller.signal });
    const reason = new Error('The task was cancelled');

    const wait = session.wait(60_000);
    controller.abort(reason);

    await expect(wait).rejects.toBe(reason);
  });
});

describe('the policy of a session that writes', () => {
  const WRITER = { writer: { roleName: 'writer' } };
  const TOO_LARGE = 'PackedPolicyTooLarge';
  const policies = sessionPolicies(REACH).map(({ document }) =>
    policyText(document),
  );
  const sent = () =>
    aws.callsOf('sts:AssumeRole').map(({ parameters }) => parameters.Policy);

  it('names what the run is about, and says nothing of it in the log', async () => {
    const logger = new Log();
    await readRole(await open(WRITER, { logger }), 'reco');

    expect(sent()).toEqual([policies[0]]);
    expect(logger.infos).toEqual([]);
  });

  it.each([1, 2, 3])(
    'is the next wider one as often as AWS answers that it is too large (%d), and the log says which',
    async times => {
      const logger = new Log();
      aws.fail('sts:AssumeRole', new FakeError(TOO_LARGE, 400), times);
      await readRole(await open(WRITER, { logger }), 'reco');

      expect(sent()).toEqual(policies.slice(0, times + 1));
      expect(aws.operations().slice(times + 1)).toEqual(['iam:GetRole']);
      expect(logger.infos).toEqual([
        `${sessionPolicySentence(
          sessionPolicies(REACH)[times],
        )} The list of names is too long for AWS.`,
      ]);
    },
  );

  it('is never left out: the error stands where the widest one is too large, too', async () => {
    const logger = new Log();
    aws.fail('sts:AssumeRole', new FakeError(TOO_LARGE, 400), 100);
    const session = await open(WRITER, { logger });

    await expect(readRole(session, 'reco')).rejects.toMatchObject({
      operation: 'sts:AssumeRole',
      awsError: `${TOO_LARGE}Exception`,
      nextStep: expect.stringContaining('shorter names'),
    });
    expect(sent()).toEqual(policies);
    expect(aws.operations()).toEqual(policies.map(() => 'sts:AssumeRole'));
    expect(logger.infos).toEqual([]);
  });

  it('stays the narrowest where AWS refuses for another reason', async () => {
    aws.fail('sts:AssumeRole', new FakeError('MalformedPolicyDocument', 400));

    await expect(readRole(await open(WRITER), 'reco')).rejects.toMatchObject({
      awsError: 'MalformedPolicyDocumentException',
    });
    expect(sent()).toEqual([policies[0]]);
  });

  it('is told in the log where names alone are too long', async () => {
    const logger = new Log();
    const many = Array.from({ length: 60 }, (_, i) => `reco.data-${i}`);
    const session = await open(WRITER, {
      logger,
      reach: async () => ({ ...REACH, buckets: many }),
    });
    await readRole(session, 'reco');

    expect(sent()).toHaveLength(1);
    expect(sent()[0]).toContain('"arn:aws:s3:::reco.*"]');
    expect(logger.infos).toEqual([
      expect.stringContaining("buckets by the team's patterns"),
    ]);
  });

  it('is what could be found: where it could not, nothing is opened', async () => {
    const failure = new Error('the ledger is away');

    await expect(
      open(WRITER, { reach: () => Promise.reject(failure) }),
    ).rejects.toBe(failure);
    expect(aws.calls).toEqual([]);
  });

  it('is not asked for where no writer is assumed', async () => {
    const asked = jest.fn(reach);
    await readRole(await open({}, { reach: asked }), 'reco');

    expect(asked).not.toHaveBeenCalled();
    expect(aws.operations()).toEqual(['iam:GetRole']);
  });
});

describe('Identity Center', () => {
  const openWith = (
    identityCenter: JsonObject,
    access: SessionOptions['access'] = 'write',
  ) =>
    sessions(
      { writer: { roleName: 'writer' }, reader: { roleName: 'reader' } },
      {
        identityCenter: {
          accountId: '210987654321',
          region: 'eu-central-1',
          endpoint: aws.endpoint,
          ...identityCenter,
        },
      },
    ).open({
      ...COMMON,
      logger: new Log(),
      ...(access === 'read' ? { access } : { access, reach }),
    });

  it('is absent where it is not configured', async () => {
    expect((await open()).identityCenter).toBeUndefined();
  });

  it.each([
    ['write', 'portal/identity-writer'],
    ['read', 'identity-reader'],
  ] as const)(
    'is called in its own account and Region, to %s as its own role, for the task and the person',
    async (access, roleName) => {
      const session = await openWith(
        {
          writer: { roleName: 'portal/identity-writer', externalId: 'x' },
          reader: { roleName: 'identity-reader' },
        },
        access,
      );
      expect(aws.calls).toEqual([]);
      await openIdentityCenter(session);

      expect(aws.operations()).toEqual([
        'sts:AssumeRole',
        'sso-admin:ListInstances',
      ]);
      expect(aws.calls[0].parameters).toMatchObject({
        RoleArn: `arn:aws:iam::210987654321:role/${roleName}`,
        RoleSessionName: 'task-7',
        SourceIdentity: 'user.default.ana',
        ...(access === 'write' && {
          Policy: policyText(
            identityCenterSessionPolicy({
              partition: 'aws',
              accountId: ACCOUNT,
            }),
          ),
        }),
      });
      expect('Policy' in aws.calls[0].parameters).toBe(access === 'write');
      const { headers } = aws.calls[1];
      expect(headers.authorization).toContain('/eu-central-1/sso/');
      expect(accessKeyOf(headers)).toBe('ASIAASSUMED');
      expect(headers['user-agent']).toContain('task/task-7');
    },
  );

  it('is called with the base credentials where it has no role', async () => {
    await openIdentityCenter(await openWith({}));

    expect(aws.operations()).toEqual(['sso-admin:ListInstances']);
    expect(accessKeyOf(aws.calls[0].headers)).toBe('AKIABASE');
  });

  it('is not looked up where its instance is configured', async () => {
    const instanceArn = 'arn:aws:sso:::instance/ssoins-fedcba9876543210';
    const found = await openIdentityCenter(await openWith({ instanceArn }));

    expect(found.instanceArn).toBe(instanceArn);
    expect(aws.calls).toEqual([]);
  });
});

describe('an account in the cloud', () => {
  it('calls the endpoints of the partition that the Region belongs to', async () => {
    const all = awsSessionsFromConfig(
      new ConfigReader({
        aws: {
          mainAccount: { accessKeyId: 'AKIA', secretAccessKey: 'secret' },
          accounts: [
            { accountId: ACCOUNT, accessKeyId: 'AKIA', secretAccessKey: 's' },
          ],
        },
        personalize: {
          accounts: [{ accountId: ACCOUNT, regions: ['cn-north-1'] }],
        },
      }),
    );
    const session = await all.open({
      accountId: ACCOUNT,
      region: 'cn-north-1',
      access: 'write',
      reach,
      identity: IDENTITY,
      logger: new Log(),
    });

    expect(session.iam.client.config.endpoint).toBeUndefined();
    expect(await session.iam.client.config.region()).toBe('cn-north-1');
    expect(session.s3.client.config.forcePathStyle).toBe(false);
    expect(await session.accessAnalyzer?.client.config.region()).toBe(
      'cn-north-1',
    );
  });
});
