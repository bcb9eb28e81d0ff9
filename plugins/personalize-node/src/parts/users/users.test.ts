import { ConflictError } from '@backstage/errors';
import {
  AccountRolePrincipal,
  InvalidRequestError,
  OidcRolePrincipal,
  Preset,
  Principal,
  SamlRolePrincipal,
  UserAccess,
  userPolicyArn,
  userPolicyStatements,
} from '@personalize-portal/backstage-plugin-personalize-common';
import { FakeError } from '../../__testUtils__/fakeAnswer';
import { ACCOUNT, FakeAws } from '../../__testUtils__/fakeAws';
import { MemoryJournal } from '../../__testUtils__/memoryJournal';
import { recordOf } from '../../__testUtils__/record';
import { sessionOn } from '../../__testUtils__/sessions';
import {
  addOurRole,
  documentOf,
  MANAGED,
  planOf,
  revoke,
  ROLE_ARN,
  run,
  steps,
  TARGET,
} from '../../__testUtils__/setups';
import { trustAtBirth } from '../trust/hardening';
import { usersPart } from './part';
import { UsersWanted } from './wanted';

const BOUNDARY = `arn:aws:iam::${ACCOUNT}:policy/boundaries/people`;
const SAML = `arn:aws:iam::${ACCOUNT}:saml-provider/company-idp`;
const OIDC = `arn:aws:iam::${ACCOUNT}:oidc-provider/token.example.org`;

const aws = new FakeAws();
beforeAll(() => aws.start());
afterAll(() => aws.stop());
beforeEach(() => {
  aws.reset();
  addOurRole(aws, { ...MANAGED, team: 'reco' });
  const { people } = aws.iam;
  people.addGroup('analysts');
  people.addUser('ana');
  people.addUser('ben', '/staff/');
  people.samlProviders.add(SAML);
  people.oidcProviders.set(OIDC, ['sts.amazonaws.com']);
});

const wanted = (
  users: UserAccess[],
  more: Partial<UsersWanted> = {},
): UsersWanted => ({
  role: TARGET,
  users,
  keepOthers: false,
  tags: {},
  ...more,
});

const give = (preset: Preset, ...principals: Principal[]): UserAccess => ({
  preset,
  principals,
});

const policyArn = (preset: Preset) => userPolicyArn(TARGET, preset);
const roleArn = (name: string) =>
  `arn:aws:iam::${ACCOUNT}:role/personalize/${name}`;

const ANALYSTS: Principal = { type: 'group', name: 'analysts' };
const ANA: Principal = { type: 'user', name: 'ana' };
const BY_SAML: SamlRolePrincipal = {
  type: 'saml-role',
  roleName: 'personalize-shop-people',
  provider: SAML,
};
const BY_OIDC: OidcRolePrincipal = {
  type: 'oidc-role',
  roleName: 'personalize-shop-training',
  provider: OIDC,
  audience: 'sts.amazonaws.com',
  subject: 'repo:acme/shop:*',
};
const BY_ACCOUNT: AccountRolePrincipal = {
  type: 'account-role',
  roleName: 'personalize-shop-admins',
  users: ['ana', 'ben'],
  requireMfa: true,
};

const addPeopleRole = (
  roleName: string,
  more: Partial<Parameters<typeof aws.iam.addRole>[0]> = {},
) =>
  aws.iam.addRole({
    roleName,
    trustPolicy: documentOf(),
    tags: MANAGED,
    ...more,
  });

describe('people', () => {
  it('get a policy before anything hangs on it, and roles before policies hang on them', async () => {
    const made = await run(
      usersPart,
      aws,
      wanted([give('read-only', ANALYSTS, ANA, BY_SAML)]),
    );

    expect(
      made.map(({ operation, resource }) => `${operation} ${resource}`),
    ).toEqual([
      `create ${policyArn('read-only')}`,
      `create ${roleArn('personalize-shop-people')}`,
      `create arn:aws:iam::${ACCOUNT}:group/analysts#attached-policy/${policyArn(
        'read-only',
      )}`,
      `create arn:aws:iam::${ACCOUNT}:user/ana#attached-policy/${policyArn(
        'read-only',
      )}`,
      `create ${roleArn('personalize-shop-people')}#attached-policy/${policyArn(
        'read-only',
      )}`,
    ]);
    expect(made.every(({ part }) => part === 'users')).toBe(true);
    expect(aws.writes()).toEqual([
      'iam:CreatePolicy',
      'iam:CreateRole',
      'iam:AttachGroupPolicy',
      'iam:AttachUserPolicy',
      'iam:AttachRolePolicy',
    ]);
  });

  it('get the policy of the preset, with the tags of the service role but those of AWS', async () => {
    addOurRole(aws, {
      ...MANAGED,
      team: 'reco',
      'aws:cloudformation:stack-name': 'reco',
    });
    await run(usersPart, aws, wanted([give('model-builder', ANALYSTS)]));

    expect(aws.iam.policies.get(policyArn('model-builder'))).toMatchObject({
      tags: { ...MANAGED, team: 'reco' },
      versions: [
        {
          document: documentOf(
            ...userPolicyStatements(TARGET, 'model-builder'),
          ),
        },
      ],
    });
    expect(aws.iam.people.groups.get('analysts')?.attached).toEqual([
      policyArn('model-builder'),
    ]);
  });

  it.each<[string, Principal, object]>([
    [
      'of a SAML provider',
      BY_SAML,
      {
        Principal: { Federated: SAML },
        Action: 'sts:AssumeRoleWithSAML',
      },
    ],
    [
      'of an OIDC provider',
      BY_OIDC,
      {
        Principal: { Federated: OIDC },
        Condition: {
          StringEquals: { 'token.example.org:aud': 'sts.amazonaws.com' },
          StringLike: { 'token.example.org:sub': 'repo:acme/shop:*' },
        },
      },
    ],
    [
      'of the account, by the ARNs that they have',
      BY_ACCOUNT,
      {
        Principal: {
          AWS: [
            `arn:aws:iam::${ACCOUNT}:user/ana`,
            `arn:aws:iam::${ACCOUNT}:user/staff/ben`,
          ],
        },
        Condition: { Bool: { 'aws:MultiFactorAuthPresent': 'true' } },
      },
    ],
  ])(
    '%s get a role at the path of the service role, with its tags and the forced boundary',
    async (_who, principal, statement) => {
      aws.iam.addPolicy(BOUNDARY, documentOf());

      Object.assign(aws.iam.roles.get('personalize-shop') ?? {}, {
        permissionsBoundary: BOUNDARY,
      });

      await run(
        usersPart,
        aws,
        wanted([give('runtime', principal)], { permissionsBoundary: BOUNDARY }),
      );

      const [, role] = [...aws.iam.roles.values()];
      expect(role).toMatchObject({
        path: '/personalize/',
        permissionsBoundary: BOUNDARY,
        tags: { ...MANAGED, team: 'reco' },
        trustPolicy: { Statement: [statement] },
        attached: [policyArn('runtime')],
      });
    },
  );

  it('of two presets get both policies on one role', async () => {
    await run(
      usersPart,
      aws,
      wanted([give('data-engineer', BY_SAML), give('runtime', BY_SAML)]),
    );

    expect(aws.iam.roles.get('personalize-shop-people')?.attached).toEqual([
      policyArn('data-engineer'),
      policyArn('runtime'),
    ]);
  });

  it('are given nothing twice', async () => {
    const all = wanted([
      give('admin', BY_ACCOUNT),
      give('read-only', ANALYSTS, ANA, BY_SAML),
      give('model-builder', BY_OIDC),
    ]);
    await run(usersPart, aws, all);
    aws.calls = [];

    expect(await run(usersPart, aws, all)).toEqual([]);
    expect(aws.writes()).toEqual([]);
  });

  it.each([
    'iam:CreatePolicy',
    'iam:CreateRole',
    'iam:AttachGroupPolicy',
    'iam:AttachRolePolicy',
  ])('get the rest from the next run when one broke off at %s', async at => {
    const all = wanted([give('read-only', ANALYSTS, BY_SAML)]);
    aws.fail(at, new FakeError('ServiceFailure', 400));
    await expect(run(usersPart, aws, all)).rejects.toThrow(at);

    await run(usersPart, aws, all);

    expect(steps(await planOf(usersPart, aws, all))).toEqual([]);
    expect(aws.iam.people.groups.get('analysts')?.attached).toEqual([
      policyArn('read-only'),
    ]);
    expect(aws.iam.roles.get('personalize-shop-people')?.attached).toEqual([
      policyArn('read-only'),
    ]);
  });

  it('get access when all of IAM knows what is new', async () => {
    aws.fail('iam:AttachGroupPolicy', new FakeError('NoSuchEntity', 404), 2);

    await run(usersPart, aws, wanted([give('read-only', ANALYSTS)]));

    expect(aws.iam.people.groups.get('analysts')?.attached).toHaveLength(1);
  });

  it('are planned for a role that is still to be created, and not made', async () => {
    aws.iam.roles.clear();
    const asked = wanted([give('read-only', BY_SAML)], {
      tags: { team: 'new' },
    });

    const plan = await planOf(usersPart, aws, asked);
    expect(plan.waitsFor).toContain(`role ${ROLE_ARN} doesn't exist`);
    expect(plan.changes).toHaveLength(3);
    await expect(run(usersPart, aws, asked)).rejects.toThrow(ConflictError);
    expect(aws.writes()).toEqual([]);
  });

  it('have as much room in the policy as the plan says', async () => {
    const { room } = await planOf(
      usersPart,
      aws,
      wanted([give('read-only', ANALYSTS)]),
    );

    expect(room).toMatchObject([
      { resource: policyArn('read-only'), unit: 'characters', limit: 6144 },
    ]);
    expect(room[0].left).toBeGreaterThan(0);
  });
});

describe('what somebody edited', () => {
  it('in a policy of ours is brought back, and what they added stays', async () => {
    const theirs = {
      Sid: 'Theirs',
      Effect: 'Allow' as const,
      Action: 's3:ListAllMyBuckets',
      Resource: '*',
    };
    const [first, ...others] = userPolicyStatements(TARGET, 'admin');
    const policy = aws.iam.addPolicy(
      policyArn('admin'),
      documentOf(
        theirs,
        { ...first, Resource: '*' },
        ...others.map(statement =>
          statement.Sid === 'PersonalizePassRole'
            ? { ...statement, Resource: '*' }
            : statement,
        ),
      ),
      MANAGED,
    );
    aws.iam.people.groups.get('analysts')?.attached.push(policyArn('admin'));

    const [change] = await run(
      usersPart,
      aws,
      wanted([give('admin', ANALYSTS)]),
    );

    expect(change).toMatchObject({
      resource: policyArn('admin'),
      operation: 'update',
    });
    expect(policy.versions.at(-1)?.document).toEqual(
      documentOf(theirs, first, ...others),
    );
  });

  it('in the trust policy of a role of ours is replaced, and the plan shows it', async () => {
    const asked = wanted([give('admin', BY_SAML)]);
    await run(usersPart, aws, asked);
    const role = aws.iam.roles.get('personalize-shop-people');
    const trust = role?.trustPolicy;
    const opened = documentOf({
      Effect: 'Allow',
      Principal: { AWS: '*' },
      Action: 'sts:AssumeRole',
    });
    Object.assign(role ?? {}, { trustPolicy: opened });

    expect(await run(usersPart, aws, asked)).toEqual([
      {
        part: 'users',
        resource: `${roleArn('personalize-shop-people')}#trust-policy`,
        operation: 'update',
        before: opened,
        after: trust,
      },
    ]);
    expect(role?.trustPolicy).toEqual(trust);
  });
});

describe('people who are no longer asked for', () => {
  it('lose what they had: detached, roles deleted, then policies', async () => {
    await run(
      usersPart,
      aws,
      wanted([
        give('admin', BY_ACCOUNT),
        give('read-only', ANALYSTS, ANA),
        give('runtime', BY_SAML),
      ]),
    );
    aws.calls = [];

    const made = await run(
      usersPart,
      aws,
      wanted([give('read-only', ANALYSTS)]),
    );

    expect(aws.writes()).toEqual([
      'iam:DetachRolePolicy',
      'iam:DeleteRole',
      'iam:DetachUserPolicy',
      'iam:DetachRolePolicy',
      'iam:DeleteRole',
      'iam:DeletePolicy',
      'iam:DeletePolicy',
    ]);
    expect(made.every(({ operation }) => operation === 'delete')).toBe(true);
    expect([...aws.iam.roles.keys()]).toEqual(['personalize-shop']);
    expect([...aws.iam.policies.keys()]).toEqual([policyArn('read-only')]);
    expect(aws.iam.people.users.get('ana')?.attached).toEqual([]);
    expect(aws.iam.people.groups.get('analysts')?.attached).toEqual([
      policyArn('read-only'),
    ]);
  });

  it('keep the role when they have another preset', async () => {
    await run(usersPart, aws, wanted([give('admin', BY_SAML)]));

    await run(usersPart, aws, wanted([give('read-only', BY_SAML)]));

    expect(aws.iam.roles.get('personalize-shop-people')?.attached).toEqual([
      policyArn('read-only'),
    ]);
    expect([...aws.iam.policies.keys()]).toEqual([policyArn('read-only')]);
  });

  it.each<[string, (role: ReturnType<typeof addPeopleRole>) => void]>([
    [
      'has another policy',
      role => role.attached.push('arn:aws:iam::aws:policy/Theirs'),
    ],
    [
      'has a policy of its own',
      role => role.inline.set('theirs', documentOf()),
    ],
    ['was not created here', role => Object.assign(role, { tags: {} })],
    [
      'is a service role',
      role => Object.assign(role, { trustPolicy: trustAtBirth(TARGET) }),
    ],
  ])('lose the policy, but a role that %s stays', async (_why, change) => {
    aws.iam.addPolicy(policyArn('admin'), documentOf(), MANAGED);
    const role = addPeopleRole('theirs', { attached: [policyArn('admin')] });
    change(role);

    await run(usersPart, aws, wanted([]));

    expect(aws.iam.roles.has('theirs')).toBe(true);
    expect(role.attached).not.toContain(policyArn('admin'));
    expect(aws.iam.policies.has(policyArn('admin'))).toBe(false);
  });

  it('lose nothing by a policy of the same name that was not created here', async () => {
    aws.iam.addPolicy(policyArn('admin'), documentOf());
    aws.iam.people.groups.get('analysts')?.attached.push(policyArn('admin'));

    expect(steps(await planOf(usersPart, aws, wanted([])))).toEqual([]);
  });

  it.each(['iam:DeleteRole', 'iam:DeletePolicy'])(
    'lose it when all of IAM knows what was detached: %s',
    async operation => {
      await run(usersPart, aws, wanted([give('admin', BY_SAML)]));
      aws.fail(operation, new FakeError('DeleteConflict', 409), 2);

      await run(usersPart, aws, wanted([]));

      expect([...aws.iam.roles.keys()]).toEqual(['personalize-shop']);
      expect(aws.iam.policies.size).toBe(0);
    },
  );

  it('lose it in the next run when one broke off', async () => {
    await run(usersPart, aws, wanted([give('admin', ANALYSTS, BY_SAML)]));
    aws.fail('iam:DeletePolicy', new FakeError('ServiceFailure', 400));
    await expect(run(usersPart, aws, wanted([]))).rejects.toThrow(
      'iam:DeletePolicy',
    );

    await run(usersPart, aws, wanted([]));

    expect(aws.iam.policies.size).toBe(0);
  });

  it('are all that is left when a set-up is taken back', async () => {
    const all = wanted([
      give('admin', ANALYSTS, BY_SAML),
      give('runtime', ANA),
    ]);
    const journal = new MemoryJournal();
    await run(usersPart, aws, all, sessionOn(aws, { journal }));

    await revoke(usersPart, aws, recordOf(journal));

    expect([...aws.iam.roles.keys()]).toEqual(['personalize-shop']);
    expect(aws.iam.policies.size).toBe(0);
    expect(await revoke(usersPart, aws, recordOf(journal))).toEqual([]);
  });

  it('are told apart from those asked for without regard to case, as in IAM', async () => {
    await run(usersPart, aws, wanted([give('admin', ANALYSTS)]));
    aws.iam.people.groups.set(
      'Analysts',
      aws.iam.people.groups.get('analysts') ??
        aws.iam.people.addGroup('analysts'),
    );

    expect(
      steps(
        await planOf(
          usersPart,
          aws,
          wanted([give('admin', { type: 'group', name: 'Analysts' })]),
        ),
      ),
    ).toEqual([]);
  });
});

describe('a request for what the account lacks', () => {
  it('is refused once more is known to be missing than a message shows', async () => {
    const nobodies = Array.from(
      { length: 1_000 },
      (_, index): Principal => ({ type: 'user', name: `nobody${index}` }),
    );

    await expect(
      run(usersPart, aws, wanted([give('read-only', ...nobodies)])),
    ).rejects.toThrow(
      /^users\[0\]\.principals\[0\]\.name: [^]*\nAnd 10 more problems\.$/,
    );
    expect(aws.callsOf('iam:GetUser')).toHaveLength(30);
  });

  it('is refused so, too, where each of many roles is for many users', async () => {
    const roles = Array.from(
      { length: 15 },
      (_, role): Principal => ({
        ...BY_ACCOUNT,
        roleName: `people-${role}`,
        users: Array.from(
          { length: 100 },
          (_user, index) => `nobody${role}-${index}`,
        ),
      }),
    );

    await expect(
      run(usersPart, aws, wanted([give('read-only', ...roles)])),
    ).rejects.toThrow(
      /^users\[0\]\.principals\[0\]\.users\[0\]: [^]*\nAnd 10 more problems\.$/,
    );
    expect(aws.callsOf('iam:GetUser')).toHaveLength(30);
  });

  it.each<[string, Principal, string]>([
    [
      'group',
      { type: 'group', name: 'nobody' },
      'users[0].principals[0].name: "nobody" was given, but the account has no such IAM group',
    ],
    [
      'user',
      { type: 'user', name: 'nobody' },
      'users[0].principals[0].name: "nobody" was given, but the account has no such IAM user',
    ],
    [
      'user of a role',
      { ...BY_ACCOUNT, users: ['ana', 'nobody'] },
      'users[0].principals[0].users[1]: "nobody" was given, but the account has no such IAM user',
    ],
    [
      'SAML provider',
      { ...BY_SAML, provider: `${SAML}-2` },
      `users[0].principals[0].provider: "${SAML}-2" was given, but the account has no such identity provider`,
    ],
    [
      'OIDC provider',
      { ...BY_OIDC, provider: `${OIDC}-2` },
      `users[0].principals[0].provider: "${OIDC}-2" was given, but the account has no such identity provider`,
    ],
    [
      'audience',
      { ...BY_OIDC, audience: 'other' },
      `users[0].principals[0].audience: "other" was given, but the provider ${OIDC} accepts tokens for sts.amazonaws.com only`,
    ],
  ])('of a %s is refused before any write', async (_what, principal, rule) => {
    const refused = run(usersPart, aws, wanted([give('read-only', principal)]));

    await expect(refused).rejects.toThrow(InvalidRequestError);
    await expect(refused).rejects.toThrow(rule);
    expect(aws.writes()).toEqual([]);
  });

  it('of a boundary is refused', async () => {
    await expect(
      run(
        usersPart,
        aws,
        wanted([give('read-only', BY_SAML)], { permissionsBoundary: BOUNDARY }),
      ),
    ).rejects.toThrow(`permissionsBoundary: "${BOUNDARY}" was given`);
  });
});

describe('a conflict', () => {
  const refusal = async (principal: Principal, more = {}) => {
    const refused = run(
      usersPart,
      aws,
      wanted([give('read-only', principal)], more),
    ).then(
      () => undefined,
      (error: Error) => error,
    );
    const error = await refused;
    expect(error).toBeInstanceOf(ConflictError);
    expect(aws.writes()).toEqual([]);
    return error?.message;
  };

  it('is a policy of our name that somebody else made', async () => {
    aws.iam.addPolicy(policyArn('read-only'), documentOf());

    expect(await refusal(ANALYSTS)).toContain(
      `the account has a policy ${policyArn(
        'read-only',
      )} that the portal didn't create`,
    );
  });

  it('is a role that somebody else made', async () => {
    addPeopleRole('personalize-shop-people', { tags: {} });

    expect(await refusal(BY_SAML)).toContain(
      `the account has a role ${roleArn(
        'personalize-shop-people',
      )} that the portal didn't create`,
    );
  });

  it("is a role that is a service's", async () => {
    addPeopleRole('personalize-shop-people', {
      trustPolicy: trustAtBirth(TARGET),
    });

    expect(await refusal(BY_SAML)).toContain('is for a service');
  });

  it('is a role of ours that lets others in, who have more through it', async () => {
    addPeopleRole('personalize-shop-people', {
      attached: [`arn:aws:iam::${ACCOUNT}:policy/personalize/other-admin`],
    });

    expect(await refusal(BY_SAML)).toContain(
      `they have arn:aws:iam::${ACCOUNT}:policy/personalize/other-admin through it`,
    );
  });

  it('is a role of ours that lets others in, who have an inline policy', async () => {
    addPeopleRole('personalize-shop-people', {
      inline: new Map([['extra', documentOf()]]),
    });

    expect(await refusal(BY_SAML)).toContain(
      'they have inline policies through it',
    );
  });

  it('is a role of that name at another path, or in another case', async () => {
    addPeopleRole('personalize-shop-people', { path: '/other/' });
    expect(await refusal(BY_SAML)).toContain('or use rolePath /other/');

    aws.iam.roles.delete('personalize-shop-people');
    addPeopleRole('Personalize-Shop-People');
    expect(await refusal(BY_SAML)).toContain(
      'the account has a role "Personalize-Shop-People"',
    );
  });

  it('is a role without the forced boundary', async () => {
    aws.iam.addPolicy(BOUNDARY, documentOf());
    const service = aws.iam.roles.get('personalize-shop');
    Object.assign(service ?? {}, { permissionsBoundary: BOUNDARY });
    addPeopleRole('personalize-shop-people');

    expect(await refusal(BY_SAML, { permissionsBoundary: BOUNDARY })).toContain(
      `${BOUNDARY} was requested, but role ${roleArn(
        'personalize-shop-people',
      )} has none`,
    );
  });

  it('is a service role that holds a surprise', async () => {
    aws.iam.addRole({
      roleName: 'personalize-shop',
      trustPolicy: trustAtBirth(TARGET),
      inline: new Map([
        ['power', documentOf({ Effect: 'Allow', Action: '*', Resource: '*' })],
      ]),
    });

    expect(await refusal(ANALYSTS)).toContain("can't be given access");
  });

  it('is a Deny under one of our Sids', async () => {
    aws.iam.addPolicy(
      policyArn('read-only'),
      documentOf({
        Sid: 'PersonalizeResources',
        Effect: 'Deny',
        Action: '*',
        Resource: '*',
      }),
      MANAGED,
    );

    expect(await refusal(ANALYSTS)).toContain(
      'Statement "PersonalizeResources"',
    );
  });

  it.each<[string, Principal, Record<string, number>, string]>([
    [
      'attached policies of a group',
      ANALYSTS,
      { AttachedPoliciesPerGroupQuota: 1 },
      "group analysts would have 2 policies attached, and the account's quota is 1",
    ],
    [
      'roles',
      BY_SAML,
      { Roles: 9, RolesQuota: 9 },
      'the account has 9 roles, 1 more are needed, and its quota is 9',
    ],
    [
      'policies',
      ANALYSTS,
      { Policies: 9, PoliciesQuota: 9 },
      'the account has 9 customer managed policies, 1 more are needed',
    ],
    [
      'characters of a trust policy',
      BY_ACCOUNT,
      { AssumeRolePolicySizeQuota: 100 },
      'characters, but AWS allows 100. List fewer users in one role',
    ],
  ])('is a quota of %s', async (_what, principal, quotas, message) => {
    aws.iam.quotas = quotas;
    aws.iam.people.groups.get('analysts')?.attached.push('arn:theirs');

    expect(await refusal(principal)).toContain(message);
  });

  it('is a quota that the role part uses up for a role that is still to be created', async () => {
    aws.iam.quotas = { Policies: 7, PoliciesQuota: 9 };
    await expect(
      planOf(
        usersPart,
        aws,
        wanted([give('read-only', ANALYSTS), give('admin', ANALYSTS)]),
      ),
    ).resolves.toBeDefined();

    aws.iam.roles.clear();
    await expect(
      planOf(
        usersPart,
        aws,
        wanted([give('read-only', ANALYSTS), give('admin', ANALYSTS)]),
      ),
    ).rejects.toThrow('has 7 customer managed policies, 3 more are needed');
  });
});
