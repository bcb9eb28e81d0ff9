import { PermissionsService } from '@backstage/backend-plugin-api';
import { mockCredentials, mockServices } from '@backstage/backend-test-utils';
import {
  AuthorizeResult,
  DefinitivePolicyDecision,
} from '@backstage/plugin-permission-common';
import {
  Guardrails,
  parseGrantS3Request,
  personalizeRoleAdoptPermission,
} from '@personalize-portal/backstage-plugin-personalize-common';
import { AwsSessions } from '@personalize-portal/backstage-plugin-personalize-node';
import { ActionEnvironment, AttemptContext, inSession } from './actionRun';

const input = {
  accountId: '123456789012',
  region: 'us-east-1',
  roleName: 'personalize-shop',
  buckets: [{ bucket: 'reco-data', workflows: ['import'] }],
};

const person = mockCredentials.user('user:default/ana');

function environmentWith({
  guardrails = {},
  decisions = [AuthorizeResult.ALLOW],
}: {
  guardrails?: Guardrails;
  decisions?: DefinitivePolicyDecision['result'][];
} = {}) {
  const open = jest.fn<
    ReturnType<AwsSessions['open']>,
    Parameters<AwsSessions['open']>
  >(async () => {
    throw new Error('the session was opened');
  });
  const authorize = jest.fn<
    ReturnType<PermissionsService['authorize']>,
    Parameters<PermissionsService['authorize']>
  >(async () => decisions.map(result => ({ result })));
  const environment: ActionEnvironment = {
    sessions: {
      accounts: [
        { accountId: '123456789012', name: 'test', regions: ['us-east-1'] },
      ],
      open,
    },
    guardrails,
    auth: mockServices.auth(),
    permissions: { ...mockServices.permissions.mock(), authorize },
  };
  return { environment, open, authorize };
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

const attempt = { parse: parseGrantS3Request, access: 'write' } as const;

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
    const { environment, open, authorize } = environmentWith();
    const error = await refusalOf(
      environment,
      contextWith({ getInitiatorCredentials: async () => credentials }),
    );
    expect(error).toMatchObject({ name: 'NotAllowedError' });
    expect(error.message).toContain('No person started this run');
    expect(authorize).not.toHaveBeenCalled();
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
    const { environment, open, authorize } = environmentWith({
      decisions: [AuthorizeResult.DENY],
    });
    const error = await refusalOf(environment, contextWith());
    expect(error).toMatchObject({ name: 'NotAllowedError' });
    expect(error.message).toMatch(
      /user:default\/ana has no permission personalize\.setup\.apply/,
    );
    expect(authorize).toHaveBeenCalledWith(expect.anything(), {
      credentials: person,
    });
    expect(open).not.toHaveBeenCalled();
  });

  it('is refused when one of several permissions is missing', async () => {
    const { environment } = environmentWith({
      decisions: [AuthorizeResult.ALLOW, AuthorizeResult.DENY],
    });
    await expect(
      inSession(
        environment,
        contextWith(),
        { ...attempt, permissions: () => [personalizeRoleAdoptPermission] },
        jest.fn(),
      ),
    ).rejects.toThrow(/personalize\.role\.adopt/);
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
