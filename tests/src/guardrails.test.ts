import { UpdateAssumeRolePolicyCommand } from '@aws-sdk/client-iam';
import { PutBucketPolicyCommand } from '@aws-sdk/client-s3';
import { JsonObject } from '@backstage/types';
import {
  ACCOUNT,
  Bench,
  messagesOf,
  oneStepWith,
  Scaffolder,
  shopRequest,
  shopRole,
  startBench,
  writesTo,
} from './support';

// Whole runs, on machines that do other things too.
jest.setTimeout(300_000);

let bench: Bench;

beforeAll(async () => {
  bench = await startBench();
}, 300_000);

afterAll(async () => {
  await bench?.stop();
});

afterEach(async () => {
  await bench.restore();
});

const people = (principal: JsonObject): JsonObject[] => [
  { preset: 'read-only', principals: [principal] },
];

/** Of the OIDC provider of the local account, which the whole world shares. */
const pipeline = (subject: string): JsonObject => ({
  type: 'oidc-role',
  roleName: 'personalize-pipeline',
  provider: `arn:aws:iam::${ACCOUNT}:oidc-provider/token.actions.githubusercontent.com`,
  audience: 'sts.amazonaws.com',
  subject,
});

const analysts: JsonObject = {
  type: 'saml-role',
  roleName: 'personalize-analysts',
  provider: `arn:aws:iam::${ACCOUNT}:saml-provider/company-idp`,
};

/** What is refused by the plan of a whole set-up and by the action itself, in a run and in a dry run. */
async function expectRefused(
  portal: Scaffolder,
  attempts: [action: string, input: JsonObject][],
  refusal: RegExp,
) {
  for (const [action, input] of attempts) {
    const result = await portal.runAction(action, input);
    expect(messagesOf(result)).toEqual([expect.stringMatching(refusal)]);
    expect(result.status).toBe('failed');
    const { error } = await portal.dryRun(
      {},
      { template: oneStepWith(action, input) },
    );
    expect(`${error?.name}: ${error?.message}`).toMatch(refusal);
  }
}

async function expectRefusedUncalled(
  ...about: Parameters<typeof expectRefused>
) {
  await expectRefused(...about);
  expect(bench.endpoint.calls()).toEqual([]);
}

const withUsers = (principal: JsonObject): [string, JsonObject][] => [
  ['personalize:plan', { ...shopRequest, users: people(principal) }],
  ['personalize:grant-users', { ...shopRole, users: people(principal) }],
];

const withTags = (tags: JsonObject): [string, JsonObject][] => [
  ['personalize:plan', { ...shopRequest, tags }],
  ['personalize:create-role', { ...shopRole, tags }],
];

describe('without a call to AWS', () => {
  it.each(['*', 'repo:*', 'repo:*/*', '?epo:acme/shop:*', 'repo:acme*'])(
    'the subject %s, which means everybody, is refused',
    async subject => {
      await expectRefusedUncalled(
        await bench.startPortal(),
        withUsers(pipeline(subject)),
        /^InputError: users\[0\]\.principals\[0\]\.subject: ".*" was given, but /,
      );
    },
  );

  it.each<[name: string, guardrails: JsonObject, principal: JsonObject]>([
    [
      'federation\\.oidcSubjects',
      { federation: { oidcSubjects: ['repo:acme/*'] } },
      pipeline('repo:others/*'),
    ],
    [
      'federation\\.oidcSubjects',
      { federation: { samlProviders: ['company-idp'] } },
      pipeline('repo:acme/*'),
    ],
    [
      'federation\\.samlProviders',
      { federation: { samlProviders: ['other-idp'] } },
      analysts,
    ],
    ['federation\\.samlProviders', { federation: {} }, analysts],
    ['allowDirectAttachment', {}, { type: 'group', name: 'analysts' }],
    ['allowDirectAttachment', {}, { type: 'user', name: 'ana' }],
    [
      'allowDirectAttachment',
      { allowDirectAttachment: false },
      { type: 'group', name: 'analysts' },
    ],
    ['roleNamePattern', { roleNamePattern: 'shop$' }, analysts],
  ])(
    'the guardrail %s refuses people whom it doesn’t allow: %j',
    async (name, guardrails, principal) => {
      await expectRefusedUncalled(
        await bench.startPortal({ guardrails }),
        withUsers(principal),
        new RegExp(
          `^InputError: users\\[0\\]\\.principals\\[0\\]\\..* the guardrail personalize\\.guardrails\\.${name} `,
        ),
      );
    },
  );

  it.each<[guardrail: string, input: JsonObject]>([
    ['servicePolicy', { servicePolicy: 'documented' }],
    ['sourceConditions', { sourceConditions: 'none' }],
    ['allowedTags', { tags: { admin: 'true' } }],
    [
      'requireMfa',
      {
        users: people({
          type: 'account-role',
          roleName: 'personalize-analysts',
          users: ['ana'],
          requireMfa: false,
        }),
      },
    ],
    ['allowDirectAttachment', { users: people({ type: 'user', name: 'ana' }) }],
  ])(
    'a portal without a word on %s refuses what it would open',
    async (name, input) => {
      await expectRefusedUncalled(
        await bench.startPortal({ guardrails: {} }),
        [['personalize:plan', { ...shopRequest, ...input }]],
        new RegExp(
          `^InputError: .*, but the guardrail personalize\\.guardrails\\.${name} `,
        ),
      );
    },
  );

  it.each<[key: string, owner: string]>([
    ['personalize:managed', 'the portal'],
    ['Personalize:Managed', 'the portal'],
    ['personalize:owner', 'the portal'],
    ['personalize:grantable', 'the portal'],
    ['aws:cloudformation:stack-name', 'AWS'],
  ])('the tag %s, which is reserved for %s, is refused', async (key, owner) => {
    await expectRefusedUncalled(
      await bench.startPortal(),
      withTags({ [key]: 'true' }),
      new RegExp(
        `^InputError: tags: "${key}" was given, but tag keys that start with .* are reserved for ${owner}$`,
      ),
    );
  });

  it.each<[guardrail: string, guardrails: JsonObject, tags: JsonObject]>([
    ['allowedTags', { allowedTags: ['team'] }, { admin: 'true' }],
    ['allowedTags', { allowedTags: ['team'] }, { Team: 'shop' }],
    ['allowedTags', { allowedTags: [] }, { team: 'shop' }],
    ['requiredTags', { requiredTags: ['cost-center'] }, {}],
    ['requiredTags', { requiredTags: ['cost-center'] }, { 'cost-center': '' }],
  ])(
    'the guardrail %s: %j refuses the tags %j',
    async (name, guardrails, tags) => {
      await expectRefusedUncalled(
        await bench.startPortal({ guardrails }),
        withTags(tags),
        new RegExp(
          `^InputError: tags.*, but the guardrail personalize\\.guardrails\\.${name} `,
        ),
      );
    },
  );

  it.each<[guardrail: string, guardrails: JsonObject, input: JsonObject]>([
    ['roleNamePattern', { roleNamePattern: '^reco-' }, {}],
    ['rolePath', { rolePath: '/data/' }, { rolePath: '/personalize/' }],
  ])(
    'the guardrail %s holds in every action',
    async (name, guardrails, input) => {
      const role = { ...shopRole, ...input };
      await expectRefusedUncalled(
        await bench.startPortal({ guardrails }),
        [
          ['personalize:plan', { ...shopRequest, ...input }],
          ['personalize:create-role', role],
          ['personalize:harden-trust', role],
          ['personalize:grant-kms', { ...role, keys: [] }],
          ['personalize:grant-s3', { ...role, buckets: [] }],
          ['personalize:grant-users', { ...role, users: [] }],
        ],
        new RegExp(`the guardrail personalize\\.guardrails\\.${name} requires`),
      );
    },
  );
});

describe('a powerful role', () => {
  const powerful = {
    ...shopRole,
    roleName: 'personalize-admin-legacy',
    rolePath: '/',
  };
  const attempts: [string, JsonObject][] = [
    ['personalize:plan', { ...shopRequest, ...powerful, adopt: true }],
    ['personalize:create-role', { ...powerful, adopt: true }],
  ];

  it.each<[string, string[]]>([
    ['everything', []],
    ['not what others wrote', ['personalize.policy.read']],
  ])(
    'is not adopted nor given access by who may read %s, nor described in the log',
    async (_may, denied) => {
      const portal = await bench.startPortal({}, denied);
      await expectRefused(
        portal,
        attempts,
        /^ConflictError: .*personalize-admin-legacy .*can't be .*lets in principals other than Personalize.*AdministratorAccess allows more than data access/,
      );
      for (const [action, input] of attempts) {
        const { log } = await portal.runAction(action, input);
        expect(log.join('\n')).not.toMatch(/sagemaker|allows \*/);
      }
      expect(writesTo(bench.endpoint)).toEqual([]);
    },
  );
});

describe('what others wrote', () => {
  const legacy = {
    ...shopRole,
    roleName: 'personalize-legacy',
    rolePath: '/service-role/',
  };

  it('isn’t in what a run puts out for somebody who may not read it', async () => {
    const portal = await bench.startPortal({}, ['personalize.policy.read']);
    await portal.runAction('personalize:create-role', {
      ...legacy,
      adopt: true,
    });
    const attempts: [string, JsonObject][] = [
      ['personalize:harden-trust', legacy],
      [
        'personalize:grant-s3',
        {
          ...legacy,
          buckets: [{ bucket: 'reco-training-data', workflows: ['import'] }],
        },
      ],
      [
        'personalize:grant-kms',
        {
          ...legacy,
          keys: [{ keyId: 'alias/reco-data', workflows: ['export'] }],
        },
      ],
    ];
    for (const [action, input] of attempts) {
      const { status, output } = await portal.runAction(action, input);
      const shown = JSON.stringify(output);
      expect([action, status]).toEqual([action, 'completed']);
      expect(shown).not.toMatch(
        /aws:SecureTransport|210987654321|kms:ScheduleKeyDeletion|:root/,
      );
      expect(shown).toMatch(/"redacted":"sha256:[0-9a-f]{64}"/);
    }
  });
});

describe('a statement that names somebody who is gone', () => {
  it('isn’t quoted to somebody who may not read it', async () => {
    await bench.aws.s3.send(
      new PutBucketPolicyCommand({
        Bucket: 'click-archive',
        Policy: JSON.stringify({
          Version: '2012-10-17',
          Statement: {
            Sid: 'FormerJob',
            Effect: 'Allow',
            Principal: { AWS: 'AROAEXAMPLEROLE000000' },
            Action: 's3:GetObject',
            Resource: 'arn:aws:s3:::click-archive/*',
          },
        }),
      }),
    );
    await expectRefused(
      await bench.startPortal({}, ['personalize.policy.read']),
      [
        [
          'personalize:plan',
          {
            ...shopRequest,
            s3: [{ bucket: 'click-archive', workflows: ['import'] }],
          },
        ],
      ],
      /^ConflictError: Statement "FormerJob" in the policy of bucket click-archive names a principal, which no longer exists/,
    );
  });
});

describe('what others wrote into the trust of a role for people', () => {
  const request = {
    ...shopRole,
    users: [
      {
        preset: 'read-only',
        principals: [
          {
            type: 'account-role',
            roleName: 'personalize-analysts',
            users: ['ana'],
          },
        ],
      },
    ],
  };

  it('isn’t in a proof for somebody who may not read it', async () => {
    const portal = await bench.startPortal({}, ['personalize.policy.read']);
    await portal.runAction('personalize:create-role', shopRole);
    await portal.runAction('personalize:grant-users', request);
    await bench.aws.iam.send(
      new UpdateAssumeRolePolicyCommand({
        RoleName: 'personalize-analysts',
        PolicyDocument: JSON.stringify({
          Version: '2012-10-17',
          Statement: {
            Sid: 'Partner',
            Effect: 'Allow',
            Principal: { AWS: 'arn:aws:iam::210987654321:root' },
            Action: 'sts:AssumeRole',
          },
        }),
      }),
    );
    const result = await portal.runAction('personalize:verify', request);

    expect(result.status).toBe('failed');
    expect(JSON.stringify(result)).toContain('Partner');
    expect(JSON.stringify(result)).not.toContain('210987654321');
  });
});

describe('the start', () => {
  const account = { accountId: ACCOUNT, regions: ['us-east-1'] };

  it.each<[path: string, personalize: JsonObject]>([
    ['personalize.guardrail ', { guardrail: {} }],
    ['personalize.guardrails.roleName ', { guardrails: { roleName: '^x' } }],
    [
      'personalize.guardrails.federation.oidcSubject ',
      { guardrails: { federation: { oidcSubject: [] } } },
    ],
    [
      'personalize.guardrails.rolePath ',
      { guardrails: { rolePath: 'personalize' } },
    ],
    [
      'personalize.accounts[0].region ',
      { accounts: [{ ...account, region: 'x' }] },
    ],
    [
      "personalize.teams['group:default/guests'].bucket ",
      { teams: { 'group:default/guests': { accounts: ['*'], bucket: ['*'] } } },
    ],
    [
      "personalize.teams['guest group']",
      { teams: { 'guest group': { accounts: ['*'] } } },
    ],
    [
      "personalize.teams['group:default/guests'].accounts[0] ",
      { teams: { 'group:default/guests': { accounts: ['999999999999'] } } },
    ],
  ])('stops at %s', async (path, personalize) => {
    await expect(bench.startPortal(personalize)).rejects.toThrow(path);
  });
});
