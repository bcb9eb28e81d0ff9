import { ConflictError } from '@backstage/errors';
import {
  InvalidRequestError,
  PolicyDocument,
  servicePolicyStatements,
} from '@personalize-portal/backstage-plugin-personalize-common';
import { FakeError } from '../../__testUtils__/fakeAnswer';
import { ACCOUNT, FakeAws } from '../../__testUtils__/fakeAws';
import { FakeRole } from '../../__testUtils__/fakeIam';
import { sessionOn } from '../../__testUtils__/sessions';
import {
  addOurRole,
  documentOf,
  MANAGED,
  planOf,
  revoke,
  ROLE_ARN,
  run,
  SETTINGS,
  steps,
  TARGET,
} from '../../__testUtils__/setups';
import { rolePart } from './part';
import { trustAtBirth } from '../trust/hardening';
import { RoleWanted } from './wanted';

const aws = new FakeAws();
beforeAll(() => aws.start());
afterAll(() => aws.stop());
beforeEach(() => aws.reset());

const POLICY_ARN = `arn:aws:iam::${ACCOUNT}:policy/personalize/personalize-shop-service`;
const BOUNDARY = `arn:aws:iam::${ACCOUNT}:policy/limits/boundary`;
const SERVICE_POLICY = documentOf(...servicePolicyStatements(TARGET, SETTINGS));

const wanted = (
  settings: Partial<RoleWanted['settings']> = {},
): RoleWanted => ({
  role: TARGET,
  settings: { ...SETTINGS, ...settings },
});

/** That the set-up created the role. */
const CREATED = {
  holdings: [{ part: 'role' as const, resource: ROLE_ARN, after: {} }],
};

const PERSONALIZE_ALONE = documentOf({
  Effect: 'Allow',
  Principal: { Service: 'personalize.amazonaws.com' },
  Action: 'sts:AssumeRole',
});

describe('a new role', () => {
  it('is created with all that was asked for, hardened, after its policy and before the attachment', async () => {
    aws.iam.addPolicy(BOUNDARY, documentOf());
    const asked = wanted({
      description: 'For the shop',
      permissionsBoundary: BOUNDARY,
      maxSessionDuration: 7200,
      tags: { team: 'reco' },
      cloudWatchMetrics: true,
    });

    const made = await run(rolePart, aws, asked);

    expect(aws.writes()).toEqual([
      'iam:CreatePolicy',
      'iam:CreateRole',
      'iam:AttachRolePolicy',
    ]);
    expect(
      made.map(({ operation, resource }) => [operation, resource]),
    ).toEqual([
      ['create', POLICY_ARN],
      ['create', ROLE_ARN],
      ['create', `${ROLE_ARN}#attached-policy/${POLICY_ARN}`],
    ]);
    expect(aws.iam.roles.get('personalize-shop')).toMatchObject({
      path: '/personalize/',
      trustPolicy: trustAtBirth(TARGET),
      description: 'For the shop',
      permissionsBoundary: BOUNDARY,
      maxSessionDuration: 7200,
      tags: { team: 'reco', ...MANAGED },
      attached: [POLICY_ARN],
    });
    expect(aws.iam.policies.get(POLICY_ARN)).toMatchObject({
      tags: { team: 'reco', ...MANAGED },
      versions: [
        {
          document: documentOf(
            ...servicePolicyStatements(TARGET, asked.settings),
          ),
        },
      ],
    });
  });

  it('is not made twice', async () => {
    await run(rolePart, aws, wanted({ tags: { team: 'reco' } }));
    aws.calls = [];

    expect(
      await run(rolePart, aws, wanted({ tags: { team: 'reco' } })),
    ).toEqual([]);
    expect(aws.writes()).toEqual([]);
  });

  it('is finished where a run broke off', async () => {
    aws.fail('iam:CreateRole', new FakeError('ServiceFailure', 400));
    await expect(run(rolePart, aws, wanted())).rejects.toThrow(
      'iam:CreateRole',
    );

    expect(steps(await planOf(rolePart, aws, wanted()))).toEqual([
      `create ${ROLE_ARN}`,
      `create ${ROLE_ARN}#attached-policy/${POLICY_ARN}`,
    ]);
  });

  it('goes on when another replica created it at the same moment', async () => {
    aws.interrupt('iam:CreateRole', () => {
      addOurRole(aws);
    });

    const made = await run(rolePart, aws, wanted());

    expect(made.map(({ resource }) => resource)).not.toContain(ROLE_ARN);
    expect(aws.iam.roles.get('personalize-shop')?.attached).toEqual([
      POLICY_ARN,
    ]);
  });

  it('is not taken over when somebody else created it at the same moment', async () => {
    aws.interrupt('iam:CreateRole', () => {
      addOurRole(aws, {});
    });

    const made = run(rolePart, aws, wanted());

    await expect(made).rejects.toThrow(ConflictError);
    await expect(made).rejects.toThrow(
      `Something else, perhaps another run, created ${ROLE_ARN} in the meantime`,
    );
    expect(aws.iam.roles.get('personalize-shop')?.attached).toEqual([]);
  });

  it.each<[string, Partial<FakeRole>]>([
    ['another path', { path: '/other/' }],
    ['another trust policy', { trustPolicy: PERSONALIZE_ALONE }],
    ['another boundary', { permissionsBoundary: BOUNDARY }],
  ])(
    'is not taken for the one asked for when another run created it with %s',
    async (_difference, other) => {
      aws.interrupt('iam:CreateRole', () => {
        Object.assign(addOurRole(aws), other);
      });

      await expect(run(rolePart, aws, wanted())).rejects.toThrow(
        'with different settings. Run again',
      );
      expect(aws.writes()).not.toContain('iam:AttachRolePolicy');
    },
  );

  it('goes on with the policy that another replica created at the same moment, and with no other', async () => {
    const createdMeanwhile = (document: PolicyDocument) =>
      aws.interrupt('iam:CreatePolicy', () => {
        aws.iam.addPolicy(POLICY_ARN, document, MANAGED);
      });

    createdMeanwhile(documentOf());
    await expect(run(rolePart, aws, wanted())).rejects.toThrow(
      `created ${POLICY_ARN} in the meantime with different settings`,
    );
    expect(aws.writes()).toEqual(['iam:CreatePolicy']);

    aws.reset();
    createdMeanwhile(SERVICE_POLICY);
    const made = await run(rolePart, aws, wanted());
    expect(made.map(({ resource }) => resource)).not.toContain(POLICY_ARN);
  });

  it('is waited for until IAM can read it', async () => {
    aws.interrupt('iam:CreateRole', () => {
      aws.fail('iam:GetRole', new FakeError('NoSuchEntity', 404), 2);
    });

    await run(rolePart, aws, wanted());

    const operations = aws.operations();
    expect(
      operations.slice(
        operations.indexOf('iam:CreateRole'),
        operations.indexOf('iam:AttachRolePolicy'),
      ),
    ).toEqual(['iam:CreateRole', 'iam:GetRole', 'iam:GetRole', 'iam:GetRole']);
  });

  it('stops when IAM does not show it in time', async () => {
    aws.interrupt('iam:CreateRole', () => {
      aws.fail('iam:GetRole', new FakeError('NoSuchEntity', 404), 20);
    });

    await expect(run(rolePart, aws, wanted())).rejects.toThrow(
      `IAM says that ${ROLE_ARN} exists, but doesn't show it yet. Run again`,
    );
    expect(aws.writes()).not.toContain('iam:AttachRolePolicy');
  });

  it('gets its policy when all of IAM knows both', async () => {
    aws.fail('iam:AttachRolePolicy', new FakeError('NoSuchEntity', 404), 2);
    const waits: number[] = [];
    const session = sessionOn(aws, {
      wait: async milliseconds => {
        waits.push(milliseconds);
      },
    });

    await run(rolePart, aws, wanted(), session);

    expect(waits).toEqual([1000, 2000]);
    expect(aws.iam.roles.get('personalize-shop')?.attached).toEqual([
      POLICY_ARN,
    ]);

    aws.iam.roles.get('personalize-shop')?.attached.pop();
    aws.fail('iam:AttachRolePolicy', new FakeError('NoSuchEntity', 404));
    await expect(run(rolePart, aws, wanted())).rejects.toThrow('NoSuchEntity');
  });

  it('is refused when a role differs by case only, wherever in the listing', async () => {
    for (const roleName of ['a', 'b', 'c', 'd', 'Personalize-SHOP']) {
      aws.iam.addRole({ roleName, trustPolicy: PERSONALIZE_ALONE });
    }

    const plan = planOf(rolePart, aws, wanted());

    await expect(plan).rejects.toThrow(ConflictError);
    await expect(plan).rejects.toThrow(
      'roleName: "personalize-shop" was requested, but the account has a role "Personalize-SHOP"',
    );
  });

  it('is refused when the role stands at another path', async () => {
    aws.iam.addRole({
      roleName: 'personalize-shop',
      path: '/old/',
      trustPolicy: PERSONALIZE_ALONE,
    });

    await expect(planOf(rolePart, aws, wanted())).rejects.toThrow(
      'or use rolePath /old/',
    );
  });

  it('is refused without its boundary', async () => {
    const plan = planOf(
      rolePart,
      aws,
      wanted({ permissionsBoundary: BOUNDARY }),
    );

    await expect(plan).rejects.toThrow(InvalidRequestError);
    await expect(plan).rejects.toThrow(
      `permissionsBoundary: "${BOUNDARY}" was given, but the account has no such policy`,
    );
  });

  it.each([
    ['Roles', 'roles'],
    ['Policies', 'customer managed policies'],
  ])('is refused where the quota of %s is reached', async (name, called) => {
    aws.iam.quotas = { [name]: 999, [`${name}Quota`]: 1000 };
    expect((await planOf(rolePart, aws, wanted())).changes).toHaveLength(3);

    aws.iam.quotas = { [name]: 1000, [`${name}Quota`]: 1000 };
    const plan = planOf(rolePart, aws, wanted());
    await expect(plan).rejects.toThrow(ConflictError);
    await expect(plan).rejects.toThrow(
      `The account has 1000 ${called}, and its quota is 1000.`,
    );

    addOurRole(aws).attached = [POLICY_ARN];
    aws.iam.addPolicy(POLICY_ARN, SERVICE_POLICY, MANAGED);
    expect((await planOf(rolePart, aws, wanted())).changes).toEqual([]);
  });

  it('does not overwrite a policy of its name that was not created here', async () => {
    aws.iam.addPolicy(POLICY_ARN, documentOf());

    await expect(planOf(rolePart, aws, wanted())).rejects.toThrow(
      `the account has a policy ${POLICY_ARN} that the portal didn't create`,
    );
  });
});

describe('a role of the product', () => {
  beforeEach(() => {
    addOurRole(aws, { ...MANAGED, 'cost-center': '7' }).attached = [
      'arn:aws:iam::aws:policy/Theirs',
      POLICY_ARN,
    ];
    aws.iam.addPolicy(POLICY_ARN, SERVICE_POLICY, MANAGED);
  });

  it('is brought to the plan and keeps what others added', async () => {
    const theirs = {
      Sid: 'Theirs',
      Effect: 'Allow' as const,
      Action: 's3:GetObject',
      Resource: 'arn:aws:s3:::x/*',
    };
    const policy = aws.iam.addPolicy(
      POLICY_ARN,
      documentOf(theirs, ...servicePolicyStatements(TARGET, SETTINGS)),
      MANAGED,
    );

    await run(
      rolePart,
      aws,
      wanted({
        servicePolicy: 'documented',
        description: 'New',
        tags: { team: 'reco' },
      }),
    );

    expect(policy.versions.at(-1)).toEqual({
      id: 2,
      isDefault: true,
      document: documentOf(
        theirs,
        ...servicePolicyStatements(TARGET, {
          servicePolicy: 'documented',
          cloudWatchMetrics: false,
        }),
      ),
    });
    expect(aws.iam.roles.get('personalize-shop')).toMatchObject({
      description: 'New',
      maxSessionDuration: 3600,
      tags: { 'cost-center': '7', team: 'reco', ...MANAGED },
      attached: ['arn:aws:iam::aws:policy/Theirs', POLICY_ARN],
    });
  });

  it('has one tag for keys that differ by case only, as in IAM', async () => {
    const same = wanted({ tags: { 'Cost-Center': '7' } });
    expect(steps(await planOf(rolePart, aws, same))).toEqual([]);

    const asked = wanted({ tags: { 'Cost-Center': '8' } });
    const [change] = await run(rolePart, aws, asked);

    expect(change).toMatchObject({
      before: { 'cost-center': '7', ...MANAGED },
      after: { 'Cost-Center': '8', ...MANAGED },
    });
    expect(aws.iam.roles.get('personalize-shop')?.tags).toEqual(change.after);
    expect(await run(rolePart, aws, asked)).toEqual([]);
  });

  it('keeps its description and session duration when the request says nothing of them', async () => {
    Object.assign(aws.iam.roles.get('personalize-shop') ?? {}, {
      description: 'Theirs',
      maxSessionDuration: 7200,
    });

    await run(rolePart, aws, wanted({ maxSessionDuration: 3600 }));

    expect(aws.iam.roles.get('personalize-shop')).toMatchObject({
      description: 'Theirs',
      maxSessionDuration: 3600,
    });
    expect(aws.writes()).toEqual(['iam:UpdateRole']);
  });

  it('drops the oldest version of its policy that is not in force when there are five', async () => {
    const policy = aws.iam.addPolicy(POLICY_ARN, SERVICE_POLICY, MANAGED);
    policy.versions = [2, 3, 9, 10, 11].map(id => ({
      id,
      document: SERVICE_POLICY,
      isDefault: id === 2,
    }));
    policy.nextVersion = 12;

    await run(rolePart, aws, wanted({ cloudWatchMetrics: true }));

    expect(policy.versions.map(({ id }) => id)).toEqual([2, 9, 10, 11, 12]);
  });

  it('never changes a boundary', async () => {
    aws.iam.addPolicy(BOUNDARY, documentOf());

    await expect(
      planOf(rolePart, aws, wanted({ permissionsBoundary: BOUNDARY })),
    ).rejects.toThrow(
      `permissionsBoundary: ${BOUNDARY} was requested, but role ${ROLE_ARN} has none`,
    );
  });

  it('needs room for one more attached policy', async () => {
    aws.iam.quotas = { AttachedPoliciesPerRoleQuota: 2 };
    const role = aws.iam.roles.get('personalize-shop');
    expect(await planOf(rolePart, aws, wanted())).toMatchObject({
      changes: [],
    });

    Object.assign(role ?? {}, { attached: ['arn:a', 'arn:b'] });
    await expect(planOf(rolePart, aws, wanted())).rejects.toThrow(
      "has 2 policies attached, and the account's quota is 2",
    );
  });

  it('needs room for its tags', async () => {
    const role = aws.iam.roles.get('personalize-shop');
    const theirs = Array.from({ length: 48 }, (_, i) => [`tag-${i}`, 'x']);
    Object.assign(role ?? {}, {
      tags: Object.fromEntries([...theirs, ...Object.entries(MANAGED)]),
    });
    const tags = { 'TAG-1': 'y', team: 'reco' };

    expect(
      (await planOf(rolePart, aws, wanted({ tags }))).changes,
    ).toHaveLength(1);
    await expect(
      planOf(rolePart, aws, wanted({ tags: { ...tags, more: 'z' } })),
    ).rejects.toThrow(
      `tags: role ${ROLE_ARN} would have 51 tags, and IAM allows 50`,
    );
  });

  it('is taken back: detached, its policy with all versions deleted, then the role', async () => {
    const role = aws.iam.roles.get('personalize-shop');
    Object.assign(role ?? {}, { attached: [POLICY_ARN] });
    const policy = aws.iam.policies.get(POLICY_ARN);
    policy?.versions.unshift({
      id: 0,
      document: documentOf(),
      isDefault: false,
    });

    await revoke(rolePart, aws, CREATED);

    expect(aws.writes()).toEqual([
      'iam:DetachRolePolicy',
      'iam:DeletePolicyVersion',
      'iam:DeletePolicy',
      'iam:DeleteRole',
    ]);
    expect(aws.iam.roles.size + aws.iam.policies.size).toBe(0);
  });

  it('leaves nothing to take back afterwards', async () => {
    Object.assign(aws.iam.roles.get('personalize-shop') ?? {}, {
      attached: [POLICY_ARN],
    });
    await revoke(rolePart, aws, CREATED);

    expect(await revoke(rolePart, aws, CREATED)).toEqual([]);
  });
});

describe('a role that was not created here', () => {
  const addTheirs = (attached: string[] = []) =>
    aws.iam.addRole({
      roleName: 'personalize-shop',
      trustPolicy: PERSONALIZE_ALONE,
      attached,
    });

  it('is refused unless it is to be adopted', async () => {
    addTheirs();

    await expect(planOf(rolePart, aws, wanted())).rejects.toThrow(
      `the account has a role ${ROLE_ARN} that the portal didn't create, according to the ledger. Choose another name, or set adopt: true in personalize:create-role.`,
    );
  });

  it('is adopted without a surprise, and not marked as ours', async () => {
    addTheirs();

    await run(rolePart, aws, wanted({ adopt: true }));

    expect(aws.iam.roles.get('personalize-shop')).toMatchObject({
      tags: {},
      attached: [POLICY_ARN],
    });
  });

  it('is told first what the portal may be refused on it, before anything is written', async () => {
    addTheirs();
    const asked = wanted({
      adopt: true,
      description: 'Ours now',
      tags: { team: 'reco' },
    });

    for (const operation of ['iam:UpdateRole', 'iam:TagRole']) {
      aws.fail(operation, new FakeError('AccessDenied', 403));
      await expect(run(rolePart, aws, asked)).rejects.toThrow(operation);
      expect(aws.iam.policies.size).toBe(0);
    }

    aws.calls = [];
    await run(rolePart, aws, asked);
    expect(aws.writes()).toEqual([
      'iam:TagRole',
      'iam:CreatePolicy',
      'iam:AttachRolePolicy',
    ]);
  });

  it('is refused for a surprise in an inline or attached policy, wherever in the listing', async () => {
    const role = addTheirs(['arn:aws:iam::aws:policy/Power']);
    const harmless = documentOf();
    for (const name of ['A', 'B', 'C', 'D']) {
      role.inline.set(name, harmless);
    }
    role.inline.set(
      'E',
      documentOf({ Effect: 'Allow', Action: 'iam:*', Resource: '*' }),
    );
    aws.iam.addPolicy(
      'arn:aws:iam::aws:policy/Power',
      documentOf({ Effect: 'Allow', NotAction: 'iam:*', Resource: '*' }),
    );

    const plan = planOf(rolePart, aws, wanted({ adopt: true }));

    await expect(plan).rejects.toThrow(ConflictError);
    await expect(plan).rejects.toThrow('of its policy E allows iam:*');
    await expect(plan).rejects.toThrow(
      'of its policy arn:aws:iam::aws:policy/Power allows all but iam:*',
    );
  });

  it('stays when the set-up is taken back; what was created here goes', async () => {
    addTheirs();
    await run(rolePart, aws, wanted({ adopt: true }));

    await revoke(rolePart, aws);

    expect(aws.iam.roles.get('personalize-shop')?.attached).toEqual([]);
    expect(aws.iam.policies.size).toBe(0);
  });

  it("keeps a policy of the product's name that was not created here", async () => {
    addTheirs([POLICY_ARN]);
    aws.iam.addPolicy(POLICY_ARN, SERVICE_POLICY);

    expect(await revoke(rolePart, aws)).toEqual([]);
  });
});
