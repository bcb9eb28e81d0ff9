import { ConflictError } from '@backstage/errors';
import {
  InvalidRequestError,
  PermissionSetPrincipal,
  Preset,
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
  messages,
  planOf,
  revoke,
  run,
  steps,
  TARGET,
} from '../../__testUtils__/setups';
import { userGrants } from './userGrants';
import { usersPart } from './part';
import { UsersWanted } from './wanted';

const aws = new FakeAws();
beforeAll(() => aws.start());
afterAll(() => aws.stop());
beforeEach(() => {
  aws.reset();
  addOurRole(aws, { ...MANAGED, team: 'reco' });
  for (const name of ['One', 'Two', 'Three']) {
    aws.identityCenter.addSet(name);
  }
});

const GROUP = { kind: 'group' as const, id: 'g-1' };
const USER = { kind: 'user' as const, id: 'u-1' };
const SET =
  'arn:aws:sso:::instance/ssoins-0123456789abcdef#permission-set/Shop';
const OTHER_ACCOUNT = '999999999999';

const REFERENCE = '/personalize/personalize-shop-read-only';
const ADMIN_REFERENCE = '/personalize/personalize-shop-admin';

const wanted = (users: UserAccess[]): UsersWanted => ({
  keepOthers: false,
  role: TARGET,
  users,
  tags: {},
});

const shop = (
  preset: Preset = 'read-only',
  assignTo: PermissionSetPrincipal['assignTo'] = [GROUP, USER],
): UserAccess => ({
  preset,
  principals: [{ type: 'permission-set', name: 'Shop', assignTo }],
});

const assignmentOf = ({
  kind,
  id,
}: PermissionSetPrincipal['assignTo'][number]) => ({
  account: ACCOUNT,
  type: kind.toUpperCase(),
  id,
});

const policyArn = (preset: Preset) => userPolicyArn(TARGET, preset);
const writesOfSets = () =>
  aws
    .writes()
    .filter(operation => operation.startsWith('sso-admin:'))
    .map(operation => operation.replace('sso-admin:', ''));

describe('a permission set', () => {
  it('is created, refers to the policy of the account, and is assigned', async () => {
    const asked = wanted([shop()]);
    const session = sessionOn(aws);
    const state = await usersPart.read(session, asked);

    const made = await run(usersPart, aws, asked);

    expect(
      made.map(({ operation, resource }) => `${operation} ${resource}`),
    ).toEqual([
      `create ${policyArn('read-only')}`,
      `create ${SET}`,
      `create ${SET}/customer-managed-policy${REFERENCE}`,
      `create ${SET}/assignment/${ACCOUNT}/group/g-1`,
      `create ${SET}/assignment/${ACCOUNT}/user/u-1`,
    ]);
    expect(aws.identityCenter.sets.get('Shop')).toMatchObject({
      tags: { ...MANAGED, team: 'reco' },
      references: [REFERENCE],
      assignments: [assignmentOf(GROUP), assignmentOf(USER)],
    });
    expect(userGrants(asked, state)).toEqual([
      {
        preset: 'read-only',
        policyArn: policyArn('read-only'),
        principals: [
          { type: 'permission-set', name: 'Shop', assignTo: [GROUP, USER] },
        ],
      },
    ]);
  });

  it('is told by its ARN once it is there', async () => {
    const asked = wanted([shop()]);
    const session = sessionOn(aws);
    const state = await usersPart.read(session, asked);
    for (const { apply } of usersPart.plan(asked, state).changes) {
      await apply(session);
    }

    expect(userGrants(asked, state)[0].principals[0].arn).toBe(
      aws.identityCenter.sets.get('Shop')?.arn,
    );
  });

  it('is made for nobody where nobody is named', async () => {
    await run(usersPart, aws, wanted([shop('read-only', [])]));

    expect(writesOfSets()).toEqual([
      'CreatePermissionSet',
      'AttachCustomerManagedPolicyReferenceToPermissionSet',
    ]);
  });

  it('is not made twice', async () => {
    await run(usersPart, aws, wanted([shop()]));
    aws.calls = [];

    expect(await run(usersPart, aws, wanted([shop()]))).toEqual([]);
    expect(aws.writes()).toEqual([]);
  });

  it('is provisioned again when what it refers to changes, after the policy is there', async () => {
    await run(usersPart, aws, wanted([shop()]));
    aws.calls = [];

    const made = await run(usersPart, aws, wanted([shop('admin')]));

    expect(
      made.map(({ operation, resource }) => `${operation} ${resource}`),
    ).toEqual([
      `create ${policyArn('admin')}`,
      `delete ${SET}/customer-managed-policy${REFERENCE}`,
      `create ${SET}/customer-managed-policy${ADMIN_REFERENCE}`,
      `update ${SET}/provisioning/${ACCOUNT}`,
      `delete ${policyArn('read-only')}`,
    ]);
    expect(
      aws.identityCenter.sets.get('Shop')?.provisioned.get(ACCOUNT),
    ).toEqual([ADMIN_REFERENCE]);
  });

  it.each([
    'sso-admin:CreatePermissionSet',
    'sso-admin:AttachCustomerManagedPolicyReferenceToPermissionSet',
    'sso-admin:CreateAccountAssignment',
  ])('is finished by the next run when one broke off at %s', async at => {
    aws.fail(at, new FakeError('ValidationException', 400));
    await expect(run(usersPart, aws, wanted([shop()]))).rejects.toThrow(at);

    await run(usersPart, aws, wanted([shop()]));

    expect(aws.identityCenter.sets.get('Shop')?.assignments).toHaveLength(2);
    expect(steps(await planOf(usersPart, aws, wanted([shop()])))).toEqual([]);
  });

  it('is provisioned by the next run when one broke off before', async () => {
    await run(usersPart, aws, wanted([shop()]));
    aws.fail(
      'sso-admin:ProvisionPermissionSet',
      new FakeError('ValidationException', 400),
    );
    const both = wanted([shop(), shop('admin')]);
    await expect(run(usersPart, aws, both)).rejects.toThrow(
      'sso-admin:ProvisionPermissionSet',
    );

    expect(steps(await planOf(usersPart, aws, both))).toEqual([
      `update ${SET}/provisioning/${ACCOUNT}`,
    ]);
  });

  it('is taken from those who are no longer asked for', async () => {
    await run(usersPart, aws, wanted([shop()]));

    const made = await run(
      usersPart,
      aws,
      wanted([shop('read-only', [GROUP])]),
    );

    expect(
      made.map(({ operation, resource }) => `${operation} ${resource}`),
    ).toEqual([`delete ${SET}/assignment/${ACCOUNT}/user/u-1`]);
    expect(aws.identityCenter.sets.get('Shop')?.assignments).toEqual([
      assignmentOf(GROUP),
    ]);
  });

  it('goes when nobody asks for it any more, before its policy', async () => {
    await run(usersPart, aws, wanted([shop()]));
    aws.calls = [];

    await run(usersPart, aws, wanted([]));

    expect(aws.writes()).toEqual([
      'sso-admin:DeleteAccountAssignment',
      'sso-admin:DeleteAccountAssignment',
      'sso-admin:DeletePermissionSet',
      'iam:DeletePolicy',
    ]);
    expect(aws.identityCenter.sets.has('Shop')).toBe(false);
  });

  it('goes when a set-up is taken back, and no other', async () => {
    const asked = wanted([shop()]);
    const journal = new MemoryJournal();
    await run(usersPart, aws, asked, sessionOn(aws, { journal }));
    await revoke(usersPart, aws, recordOf(journal));

    expect([...aws.identityCenter.sets.keys()]).toEqual([
      'One',
      'Two',
      'Three',
    ]);
    expect(aws.iam.policies.size).toBe(0);
  });

  it('stays, with who has it, where it gives something else as well', async () => {
    await run(usersPart, aws, wanted([shop()]));
    const set = aws.identityCenter.sets.get('Shop');
    set?.references.push('/personalize/other-admin');
    set?.provisioned.set(ACCOUNT, [...set.references]);

    const plan = await planOf(usersPart, aws, wanted([]));
    expect(messages(plan)).toEqual([
      expect.stringContaining(
        'we remove nobody from it. Not requested here, but kept: group g-1, user u-1.',
      ),
    ]);
    await run(usersPart, aws, wanted([]));

    expect(set).toMatchObject({
      references: ['/personalize/other-admin'],
      assignments: [assignmentOf(GROUP), assignmentOf(USER)],
    });
    expect(set?.provisioned.get(ACCOUNT)).toEqual(['/personalize/other-admin']);
  });

  it('stays as it is where it is used in another account, and goes from this one', async () => {
    await run(usersPart, aws, wanted([shop()]));
    const set = aws.identityCenter.sets.get('Shop');
    set?.provisioned.set(OTHER_ACCOUNT, [REFERENCE]);

    await run(usersPart, aws, wanted([]));

    expect(set).toMatchObject({ references: [REFERENCE], assignments: [] });
    expect([...(set?.provisioned.keys() ?? [])]).toEqual([OTHER_ACCOUNT]);
    expect(aws.iam.policies.size).toBe(0);
    expect(steps(await planOf(usersPart, aws, wanted([])))).toEqual([]);
  });

  it('that changes and is used in another account is told', async () => {
    await run(usersPart, aws, wanted([shop(), shop('runtime')]));
    aws.identityCenter.sets
      .get('Shop')
      ?.provisioned.set(OTHER_ACCOUNT, [REFERENCE]);

    expect(
      messages(await planOf(usersPart, aws, wanted([shop('runtime')]))),
    ).toEqual([
      expect.stringContaining(`is also used in account ${OTHER_ACCOUNT}`),
    ]);
  });

  it('of another account, where a policy has the same name, is left alone', async () => {
    await run(usersPart, aws, wanted([shop()]));
    const theirs = aws.identityCenter.addSet('ShopProduction', {
      tags: MANAGED,
      references: [REFERENCE],
      provisioned: new Map([[OTHER_ACCOUNT, [REFERENCE]]]),
    });

    expect(steps(await planOf(usersPart, aws, wanted([shop()])))).toEqual([]);
    await run(usersPart, aws, wanted([]));

    expect(aws.identityCenter.sets.get('ShopProduction')).toBe(theirs);
    expect(theirs.references).toEqual([REFERENCE]);
    expect(aws.identityCenter.sets.has('Shop')).toBe(false);
  });

  it('that somebody else made keeps its policy, which is told', async () => {
    aws.iam.addPolicy(policyArn('read-only'), documentOf(), MANAGED);
    aws.iam.addRole({
      roleName: 'AWSReservedSSO_Theirs_0123456789abcdef',
      path: '/aws-reserved/sso.amazonaws.com/',
      trustPolicy: documentOf(),
      attached: [policyArn('read-only')],
    });
    aws.identityCenter.addSet('Theirs', { references: [REFERENCE] });

    const plan = await planOf(usersPart, aws, wanted([]));

    expect(steps(plan)).toEqual([]);
    expect(messages(plan)).toEqual([
      expect.stringContaining(
        'AWSReservedSSO_Theirs_0123456789abcdef has it, the role of a permission set',
      ),
    ]);
  });

  it('is told apart from one whose name begins alike', async () => {
    await run(usersPart, aws, wanted([shop()]));
    aws.iam.addRole({
      roleName: 'AWSReservedSSO_Shop_Theirs_0123456789abcdef',
      path: '/aws-reserved/sso.amazonaws.com/',
      trustPolicy: documentOf(),
      attached: [policyArn('read-only')],
    });

    const plan = await planOf(usersPart, aws, wanted([]));

    expect(steps(plan)).not.toContain(`delete ${policyArn('read-only')}`);
    expect(messages(plan)).toEqual([
      expect.stringContaining('AWSReservedSSO_Shop_Theirs_0123456789abcdef'),
    ]);
  });

  it('that people have and that never reached the account is brought there', async () => {
    await run(usersPart, aws, wanted([shop()]));
    aws.identityCenter.sets.get('Shop')?.provisioned.clear();

    expect(steps(await planOf(usersPart, aws, wanted([shop()])))).toEqual([
      `update ${SET}/provisioning/${ACCOUNT}`,
    ]);
  });

  it('loses its policy once Identity Center has taken it off its role', async () => {
    await run(usersPart, aws, wanted([shop()]));
    aws.iam.addRole({
      roleName: 'AWSReservedSSO_Shop_0123456789abcdef',
      trustPolicy: documentOf(),
      attached: [policyArn('read-only')],
    });
    aws.interrupt('iam:DeletePolicy', () => {
      aws.iam.roles.delete('AWSReservedSSO_Shop_0123456789abcdef');
      throw new FakeError('DeleteConflict', 409);
    });

    await run(usersPart, aws, wanted([]));

    expect(aws.iam.policies.size).toBe(0);
  });

  it('has nothing to do with a run where no policy of a preset is and none is asked for', async () => {
    await run(usersPart, aws, wanted([]));

    expect(
      aws.operations().filter(operation => operation.startsWith('sso-admin:')),
    ).toEqual([]);
  });
});

describe('a permission set is refused', () => {
  const refusal = async (session = sessionOn(aws)) => {
    const error = await run(usersPart, aws, wanted([shop()]), session).then(
      () => undefined,
      (reason: Error) => reason,
    );
    expect(aws.writes()).toEqual([]);
    return error;
  };

  it('that somebody else made', async () => {
    aws.identityCenter.addSet('Shop');

    const error = await refusal();
    expect(error).toBeInstanceOf(ConflictError);
    expect(error?.message).toContain(
      "Identity Center has a permission set Shop that the portal didn't create",
    );
  });

  it('that is used in another account, where the policy is missing', async () => {
    aws.identityCenter.addSet('Shop', {
      tags: MANAGED,
      provisioned: new Map([[OTHER_ACCOUNT, []]]),
    });

    const error = await refusal();
    expect(error).toBeInstanceOf(ConflictError);
    expect(error?.message).toContain(
      `permission set Shop is also used in account ${OTHER_ACCOUNT}, where the policy personalize-shop-read-only doesn't exist`,
    );
  });

  it('that would give those asked for what another set-up gives by it', async () => {
    aws.identityCenter.addSet('Shop', {
      tags: MANAGED,
      references: [REFERENCE, '/personalize/other-admin'],
    });
    aws.iam.addPolicy(
      policyArn('read-only'),
      documentOf(...userPolicyStatements(TARGET, 'read-only')),
      MANAGED,
    );

    expect((await refusal())?.message).toContain(
      'it also gives other-admin. Choose another name.',
    );
  });

  it('that would give those asked for the policies that somebody added to it', async () => {
    aws.identityCenter.addSet('Shop', {
      tags: MANAGED,
      managedPolicies: ['arn:aws:iam::aws:policy/AdministratorAccess'],
    });

    expect((await refusal())?.message).toContain(
      'it also gives policies of its own. Choose another name.',
    );
  });

  it('that would give those who have it from another set-up what is asked for', async () => {
    aws.identityCenter.addSet('Shop', {
      tags: MANAGED,
      references: ['/personalize/other-admin'],
      assignments: [
        assignmentOf(GROUP),
        assignmentOf(USER),
        { account: ACCOUNT, type: 'GROUP', id: 'g-theirs' },
      ],
      provisioned: new Map([[ACCOUNT, ['/personalize/other-admin']]]),
    });

    expect((await refusal())?.message).toContain(
      'group g-theirs already has it and would get this access too',
    );
  });

  it.each([
    [{}, 10],
    [{ AttachedPoliciesPerRoleQuota: 12 }, 12],
    [{ AttachedPoliciesPerRoleQuota: 30 }, 20],
  ])('that would have more policies than fit: %j', async (quotas, most) => {
    aws.iam.quotas = quotas;
    aws.identityCenter.addSet('Shop', {
      tags: MANAGED,
      references: Array.from(
        { length: most },
        (_, index) => `/personalize/other-${index}`,
      ),
      assignments: [assignmentOf(GROUP), assignmentOf(USER)],
    });

    expect((await refusal())?.message).toContain(
      `permission set Shop would have ${most + 1} policies`,
    );
  });

  it('without Identity Center in the configuration', async () => {
    const error = await refusal(sessionOn(aws, { hasIdentityCenter: false }));

    expect(error).toBeInstanceOf(InvalidRequestError);
    expect(error?.message).toContain(
      'users[0].principals[0].name: "Shop" was given, but permission sets need personalize.identityCenter, which isn\'t configured',
    );
  });

  it.each<[string, string[]]>([
    ['no instance of Identity Center', []],
    ['the instances arn:a, arn:b of Identity Center', ['arn:a', 'arn:b']],
  ])('where there is %s', async (what, instances) => {
    aws.identityCenter.instances = instances;

    expect((await refusal())?.message).toContain(what);
  });
});

describe('what Identity Center does in its own time', () => {
  async function runWithWaits() {
    const waits: number[] = [];
    const session = sessionOn(aws, {
      wait: async milliseconds => {
        waits.push(milliseconds);
      },
    });
    const made = run(usersPart, aws, wanted([shop('admin', [GROUP])]), session);
    return { made, waits };
  }

  it('is waited for, with growing pauses', async () => {
    aws.identityCenter.looksUntilEnd = 3;

    const { made, waits } = await runWithWaits();
    await made;

    expect(waits).toEqual([1_000, 2_000, 4_000]);
    expect(
      aws.callsOf('sso-admin:DescribeAccountAssignmentCreationStatus'),
    ).toHaveLength(3);
  });

  it('stops the run with its reason when it fails', async () => {
    aws.identityCenter.looksUntilEnd = 2;
    aws.identityCenter.failureReason = 'The principal is not found';

    const { made } = await runWithWaits();

    await expect(made).rejects.toMatchObject({
      name: 'IdentityCenterProcessError',
      operation: 'sso-admin:CreateAccountAssignment',
      resource: expect.stringContaining('group g-1'),
      requestId: 'process-1',
      failureReason: 'The principal is not found',
      message: expect.stringMatching(
        /^sso-admin:CreateAccountAssignment on group g-1 for .* failed: The principal is not found \(request id process-1\)\. Compare the ids under assignTo/,
      ),
    });
  });

  it.each([
    [
      'Received a 404 status error: Policy arn:aws:iam::1:policy/x does not exist or is not attachable.',
      "The permission set names a policy that the account doesn't have",
    ],
    ['Something odd', 'Fix the cause in Identity Center or in the account'],
  ])('that fails with "%s" tells what to do', async (reason, next) => {
    aws.identityCenter.failureReason = reason;

    const { made } = await runWithWaits();

    await expect(made).rejects.toThrow(`(request id process-1). ${next}`);
  });

  it('stops the run when it takes too long, and says that it may yet end', async () => {
    aws.identityCenter.looksUntilEnd = 1_000;

    const { made, waits } = await runWithWaits();

    await expect(made).rejects.toThrow(
      "was started by Identity Center but didn't finish in time (request id process-1). Check in Identity Center whether it has finished, then run again",
    );
    expect(waits.reduce((sum, wait) => sum + wait)).toBe(300_000);
  });

  it('is no longer waited for when the run is cancelled', async () => {
    aws.identityCenter.looksUntilEnd = 1_000;
    const controller = new AbortController();
    const reason = new Error('cancelled');
    const session = sessionOn(aws, {
      signal: controller.signal,
      wait: async () => controller.abort(reason),
    });

    await expect(
      run(usersPart, aws, wanted([shop('admin', [GROUP])]), session),
    ).rejects.toBe(reason);
  });

  it.each([
    'AttachCustomerManagedPolicyReferenceToPermissionSet',
    'DetachCustomerManagedPolicyReferenceFromPermissionSet',
    'CreateAccountAssignment',
    'DeleteAccountAssignment',
    'ProvisionPermissionSet',
    'DeletePermissionSet',
  ])(
    'is asked for again while Identity Center is busy: %s',
    async operation => {
      aws.fail(
        `sso-admin:${operation}`,
        new FakeError('ConflictException', 400),
        2,
      );

      await run(usersPart, aws, wanted([shop()]));
      await run(usersPart, aws, wanted([shop('admin')]));
      await run(usersPart, aws, wanted([]));

      expect(
        aws.callsOf(`sso-admin:${operation}`).length,
      ).toBeGreaterThanOrEqual(3);
      expect(aws.identityCenter.sets.has('Shop')).toBe(false);
    },
  );

  it('is asked for again until a new policy is known everywhere', async () => {
    const unknown = {
      status: 200,
      body: JSON.stringify({
        AccountAssignmentCreationStatus: {
          RequestId: 'process-1',
          Status: 'FAILED',
          FailureReason: `Received a 404 status error: Policy ${policyArn(
            'read-only',
          )} does not exist or is not attachable.`,
        },
      }),
    };
    aws.interrupt('sso-admin:CreateAccountAssignment', () => unknown, 2);

    await run(usersPart, aws, wanted([shop()]));

    expect(aws.identityCenter.sets.get('Shop')?.assignments).toHaveLength(2);
  });
});
