import { PermissionsService } from '@backstage/backend-plugin-api';
import { mockCredentials, mockServices } from '@backstage/backend-test-utils';
import {
  AuthorizeResult,
  PermissionCondition,
  PermissionCriteria,
  PolicyDecision,
  ResourcePermission,
} from '@backstage/plugin-permission-common';
import {
  Guardrails,
  parseGrantS3Request,
  parseSetupRequest,
  personalizePlanCreatePermission,
  personalizeRoleAdoptPermission,
  personalizeSetupApplyPermission,
  SetupRecord,
} from '@personalize-portal/backstage-plugin-personalize-common';
import {
  AwsSessions,
  createPersonalizeConditionalDecision,
  personalizeConditions,
} from '@personalize-portal/backstage-plugin-personalize-node';
import { FakeAuditor } from '../__testUtils__/fakeAuditor';
import { fakeLedger, SHOP, shopRecord } from '../__testUtils__/fakeLedger';
import { ActionEnvironment, AttemptContext, inSession } from './actionRun';

const input = {
  accountId: '123456789012',
  region: 'us-east-1',
  roleName: 'personalize-shop',
  buckets: [{ bucket: 'reco-data', workflows: ['import'] }],
};

const person = mockCredentials.user('user:default/ana');

type Decide = (permission: ResourcePermission) => PolicyDecision;

function environmentWith({
  guardrails = {},
  groups = ['user:default/ana', 'group:default/recommendations'],
  decide = () => ({ result: AuthorizeResult.ALLOW }),
  setups = [],
}: {
  guardrails?: Guardrails;
  groups?: string[];
  decide?: Decide;
  setups?: SetupRecord[];
} = {}) {
  const open = jest.fn<
    ReturnType<AwsSessions['open']>,
    Parameters<AwsSessions['open']>
  >(async () => {
    throw new Error('the session was opened');
  });
  const authorizeConditional = jest.fn<
    ReturnType<PermissionsService['authorizeConditional']>,
    Parameters<PermissionsService['authorizeConditional']>
  >(async queries => queries.map(({ permission }) => decide(permission)));
  const ledger = fakeLedger(...setups);
  const auditor = new FakeAuditor();
  const environment: ActionEnvironment = {
    ledger,
    auditor,
    sessions: {
      accounts: [
        { accountId: '123456789012', name: 'test', regions: ['us-east-1'] },
      ],
      open,
    },
    guardrails,
    auth: mockServices.auth(),
    userInfo: mockServices.userInfo({ ownershipEntityRefs: groups }),
    permissions: {
      ...mockServices.permissions.mock(),
      authorizeConditional,
    },
  };
  return { environment, open, authorizeConditional, ledger, auditor };
}

function contextWith(overrides: Partial<AttemptContext> = {}): AttemptContext {
  return {
    input,
    logger: mockServices.logger.mock(),
    task: { id: 'task-1' },
    getInitiatorCredentials: async () => person,
    ...overrides,
  };
}

const attempt = {
  action: 'personalize:grant-s3',
  parse: parseGrantS3Request,
  access: 'write',
  permissions: () => [personalizeSetupApplyPermission],
} as const;

const without =
  (missing: ResourcePermission): Decide =>
  ({ name }) => ({
    result:
      name === missing.name ? AuthorizeResult.DENY : AuthorizeResult.ALLOW,
  });

const { isInAccount, isOwnedBy, isSetup } = personalizeConditions;

/** What the policy answers to every question. */
function onCondition(
  conditions: PermissionCriteria<PermissionCondition<'personalize-setup'>>,
) {
  return createPersonalizeConditionalDecision(
    personalizeSetupApplyPermission,
    conditions,
  );
}

async function refusalOf(
  environment: ActionEnvironment,
  context: AttemptContext,
): Promise<Error> {
  const work = jest.fn();
  const error = await inSession(environment, context, attempt, work).then(
    () => new Error('it was not refused'),
    (reason: Error) => reason,
  );
  expect(work).not.toHaveBeenCalled();
  return error;
}

describe('an attempt', () => {
  it.each([
    ['a service', mockCredentials.service('plugin:scaffolder')],
    ['nobody', mockCredentials.none()],
  ])('is refused when %s started it', async (_who, credentials) => {
    const { environment, open, authorizeConditional } = environmentWith();
    const error = await refusalOf(
      environment,
      contextWith({ getInitiatorCredentials: async () => credentials }),
    );
    expect(error).toMatchObject({ name: 'NotAllowedError' });
    expect(error.message).toContain('No person started this run');
    expect(authorizeConditional).not.toHaveBeenCalled();
    expect(open).not.toHaveBeenCalled();
  });

  it('is refused with field, value and rule when the input is malformed, without asking AWS', async () => {
    const { environment, open } = environmentWith();
    const error = await refusalOf(
      environment,
      contextWith({ input: { ...input, accountId: '12345' } }),
    );
    expect(error).toMatchObject({ name: 'InputError' });
    expect(error.message).toMatch(/accountId: "12345" .*12 digits/);
    expect(open).not.toHaveBeenCalled();
  });

  it('is refused by a guardrail, which is named with its path', async () => {
    const { environment, open } = environmentWith({
      guardrails: { roleNamePattern: '^reco-' },
    });
    const error = await refusalOf(environment, contextWith());
    expect(error.message).toContain('personalize.guardrails.roleNamePattern');
    expect(open).not.toHaveBeenCalled();
  });

  it('is refused outside of the configured accounts', async () => {
    const { environment, open } = environmentWith();
    const error = await refusalOf(
      environment,
      contextWith({ input: { ...input, accountId: '999999999999' } }),
    );
    expect(error.message).toContain('personalize.accounts');
    expect(open).not.toHaveBeenCalled();
  });

  it('is refused when the initiator lacks a permission, which is named', async () => {
    const { environment, open, authorizeConditional } = environmentWith({
      decide: without(personalizeSetupApplyPermission),
    });
    const error = await refusalOf(environment, contextWith());
    expect(error).toMatchObject({ name: 'NotAllowedError' });
    expect(error.message).toBe(
      'user:default/ana has no permission personalize.setup.apply for account 123456789012, group:default/recommendations; nothing was called. Ask the team that runs the portal.',
    );
    expect(authorizeConditional).toHaveBeenCalledWith(expect.anything(), {
      credentials: person,
    });
    expect(open).not.toHaveBeenCalled();
  });

  it('is refused when one of several permissions is missing', async () => {
    const { environment } = environmentWith({
      decide: without(personalizeRoleAdoptPermission),
    });
    await expect(
      inSession(
        environment,
        contextWith(),
        {
          ...attempt,
          permissions: () => [
            personalizeSetupApplyPermission,
            personalizeRoleAdoptPermission,
          ],
        },
        jest.fn(),
      ),
    ).rejects.toThrow(/no permission personalize\.role\.adopt for/);
  });

  it.each([
    ['another account', isInAccount({ accountIds: ['210987654321'] })],
    ['another group', isOwnedBy({ groups: ['group:default/orders'] })],
    ['a set-up, which the request doesn’t name', isSetup({ names: ['shop'] })],
  ])(
    'is refused when the permission is for %s only',
    async (_what, condition) => {
      const { environment, open } = environmentWith({
        decide: () => onCondition(condition),
      });
      const error = await refusalOf(environment, contextWith());
      expect(error.message).toMatch(/no permission personalize\.setup\.apply/);
      expect(open).not.toHaveBeenCalled();
    },
  );

  it('goes on when the permission is for this account and one of the groups', async () => {
    const { environment } = environmentWith({
      decide: () =>
        onCondition({
          allOf: [
            isInAccount({ accountIds: ['123456789012'] }),
            isOwnedBy({ groups: ['group:default/recommendations'] }),
          ],
        }),
    });
    const error = await refusalOf(environment, contextWith());
    expect(error.message).toBe('the session was opened');
  });

  it('is refused when the portal can’t tell the groups of the initiator', async () => {
    const { environment, open, authorizeConditional } = environmentWith();
    const error = await refusalOf(
      {
        ...environment,
        userInfo: {
          async getUserInfo() {
            throw new Error('401 Unauthorized');
          },
        },
      },
      contextWith(),
    );
    expect(error).toMatchObject({ name: 'NotAllowedError' });
    expect(error.message).toMatch(
      /can't tell which groups user:default\/ana belongs to; nothing was called/,
    );
    expect(authorizeConditional).not.toHaveBeenCalled();
    expect(open).not.toHaveBeenCalled();
  });

  describe('for a set-up with an owner', () => {
    const setup = contextWith({
      input: {
        accountId: '123456789012',
        region: 'us-east-1',
        roleName: 'personalize-shop',
        name: 'shop',
        owner: 'Recommendations',
        s3: [],
      },
    });
    const plan = {
      action: 'personalize:plan',
      parse: parseSetupRequest,
      access: 'read',
      permissions: () => [personalizePlanCreatePermission],
    } as const;

    it('is refused when the initiator isn’t in that group', async () => {
      const { environment, open, authorizeConditional } = environmentWith({
        groups: ['user:default/ana', 'group:default/orders'],
      });
      await expect(
        inSession(environment, setup, plan, jest.fn()),
      ).rejects.toThrow(
        'owner: "group:default/recommendations" was given, but user:default/ana belongs to group:default/orders; nothing was called.',
      );
      expect(authorizeConditional).not.toHaveBeenCalled();
      expect(open).not.toHaveBeenCalled();
    });

    it('asks the permissions for that group alone, though the initiator is in others, too', async () => {
      const { environment } = environmentWith({
        groups: ['group:default/orders', 'group:default/recommendations'],
        decide: () =>
          onCondition(isOwnedBy({ groups: ['group:default/orders'] })),
      });
      await expect(
        inSession(environment, setup, plan, jest.fn()),
      ).rejects.toThrow(/no permission personalize\.plan\.create/);
    });
  });

  it('opens the session with write access for the task, the step and the person', async () => {
    const { environment, open } = environmentWith();
    const signal = new AbortController().signal;
    await refusalOf(
      environment,
      contextWith({ signal, step: { id: 'grant-s3' } }),
    );
    expect(open).toHaveBeenCalledWith(
      expect.objectContaining({
        accountId: '123456789012',
        region: 'us-east-1',
        access: 'write',
        identity: {
          taskId: 'task-1',
          stepId: 'grant-s3',
          person: 'user:default/ana',
        },
        signal,
      }),
    );
  });

  it('only reads in a dry run', async () => {
    const { environment, open } = environmentWith();
    await refusalOf(environment, contextWith({ isDryRun: true }));
    expect(open).toHaveBeenCalledWith(
      expect.objectContaining({ access: 'read' }),
    );
  });

  it('shows the reader the message and no stack', async () => {
    const { environment } = environmentWith();
    const error = await refusalOf(environment, contextWith());
    expect(error.stack).toBe('Error: the session was opened');
  });
});
