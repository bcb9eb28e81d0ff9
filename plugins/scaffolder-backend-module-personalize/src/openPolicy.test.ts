import { mockCredentials, mockServices } from '@backstage/backend-test-utils';
import { AuthorizeResult } from '@backstage/plugin-permission-common';
import { warnOfOpenPolicy } from './openPolicy';

type Answer = AuthorizeResult.ALLOW | AuthorizeResult.DENY | 'no answer';

/**
 * The portal's log about its policy at the start, and the number of requests.
 */
async function start({
  enabled = true,
  answers = [],
  signal = new AbortController().signal,
}: {
  enabled?: boolean;
  answers?: Answer[];
  signal?: AbortSignal;
}) {
  const logger = mockServices.logger.mock();
  const asked: unknown[] = [];
  await warnOfOpenPolicy(
    {
      auth: mockServices.auth(),
      config: mockServices.rootConfig({ data: { permission: { enabled } } }),
      logger,
      permissions: mockServices.permissions.mock({
        async authorizeConditional(_queries, options) {
          asked.push(options);
          const result = answers.shift() ?? AuthorizeResult.DENY;
          if (result === 'no answer') {
            throw new Error('ECONNREFUSED');
          }
          return [{ result }];
        },
      }),
    },
    signal,
  );
  return { warnings: logger.warn.mock.calls.map(([text]) => text), asked };
}

describe('the policy at the start', () => {
  it('with permissions off is named, and nobody is asked', async () => {
    const { warnings, asked } = await start({ enabled: false });

    expect(warnings).toEqual([
      expect.stringMatching(
        /^permission\.enabled isn't true, so every signed-in person has all permissions/,
      ),
    ]);
    expect(asked).toEqual([]);
  });

  it('that allows everything is named; it is asked for nobody', async () => {
    const { warnings, asked } = await start({
      answers: [AuthorizeResult.ALLOW],
    });

    expect(warnings).toEqual([
      expect.stringMatching(/^The permission policy allows everything/),
    ]);
    expect(asked).toEqual([{ credentials: mockCredentials.none() }]);
  });

  it('that decides isn’t named', async () => {
    expect((await start({})).warnings).toEqual([]);
  });

  it('is asked again where the permission backend isn’t up yet', async () => {
    const { warnings, asked } = await start({
      answers: ['no answer', AuthorizeResult.ALLOW],
    });

    expect(asked).toHaveLength(2);
    expect(warnings).toHaveLength(1);
  });

  it('isn’t waited for when the portal stops', async () => {
    const { warnings, asked } = await start({ signal: AbortSignal.abort() });

    expect(asked).toEqual([]);
    expect(warnings).toEqual([]);
  });
});
