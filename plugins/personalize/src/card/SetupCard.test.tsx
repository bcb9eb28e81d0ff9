import { screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { accountWith } from '../__testUtils__/accounts';
import { personalizeApiMock, responseError } from '../__testUtils__/api';
import { renderOnEntity } from '../__testUtils__/entityPage';
import { FAILED_CHECK, PASSED_CHECK, setupWith } from '../__testUtils__/setups';
import { SetupCard } from './SetupCard';

const TITLE = 'Amazon Personalize permissions';

const drifted = setupWith({
  status: 'drifted',
  failing: [FAILED_CHECK],
  checks: [PASSED_CHECK, FAILED_CHECK],
});

/** The value next to a name. */
const fact = (name: string) =>
  screen.getByText(name, { selector: 'dt' }).nextElementSibling;

describe('the card of a set-up', () => {
  it('says where it is, whose it is and when it was checked', async () => {
    const api = personalizeApiMock({
      getSetup: async () => setupWith(),
      getAccounts: async () => [accountWith()],
    });
    renderOnEntity(<SetupCard />, { api });

    expect(await screen.findByRole('heading', { name: TITLE })).toBeVisible();
    expect(await screen.findByText('OK')).toBeVisible();
    expect(await screen.findByText('data-science (123456789012)')).toBe(
      fact('Account'),
    );
    expect(fact('Region')).toHaveTextContent('us-east-1');
    expect(fact('Owner')).toHaveTextContent('recommendations');
    expect(fact('Last check')).toHaveTextContent('25 Nov 2026, 09:30:00 UTC');
    expect(fact('Set up')).toHaveTextContent(/by ana with task 7d9f2c1e/);
    expect(screen.getByRole('link', { name: 'task 7d9f2c1e' })).toHaveAttribute(
      'href',
      '/create/tasks/7d9f2c1e-0000-4000-8000-000000000000',
    );
    expect(api.getSetup).toHaveBeenCalledWith('shop');
  });

  it('tells the status in a word, not by colour alone', async () => {
    const api = personalizeApiMock({ getSetup: async () => drifted });
    renderOnEntity(<SetupCard />, { api });

    expect(await screen.findByText('Drifted')).toBeVisible();
    expect(screen.getByText(/Run the template again to fix it/)).toBeVisible();
  });

  it('tells to remove what somebody added, which no run of the template takes away', async () => {
    const api = personalizeApiMock({
      getSetup: async () =>
        setupWith({
          status: 'drifted',
          failing: [{ ...FAILED_CHECK, id: 'added:boundary' }],
        }),
    });
    renderOnEntity(<SetupCard />, { api });

    expect(await screen.findByText(/Remove it, or check with/)).toBeVisible();
    expect(screen.queryByText(/Run the template again/)).toBeNull();
  });

  it('names each failing check, the statement that decides it and what to do', async () => {
    const api = personalizeApiMock({ getSetup: async () => drifted });
    renderOnEntity(<SetupCard />, { api });

    const list = await screen.findByRole('list', {
      name: 'What is wrong (1)',
    });
    const [check] = within(list).getAllByRole('listitem');
    expect(check).toHaveTextContent('Failed');
    expect(check).toHaveTextContent('Personalize can read reco-data/input/');
    expect(check).toHaveTextContent(
      'Decided by statement DenyAll (number 3) of arn:aws:s3:::reco-data',
    );
    expect(check).toHaveTextContent(
      'What to do: Take Personalize out of the statement',
    );
  });

  it.each([
    ['\u202Egnp.exe', '\\u202egnp.exe'],
    ['a\nforged', 'a\\nforged'],
    ['<img src=x onerror=alert(1)>', '<img src=x onerror=alert(1)>'],
    ['[click](https://evil.example)', '[click](https://evil.example)'],
    ['$t(status.ok) {{number}}', '$t(status.ok) {{number}}'],
  ])(
    'shows a statement that is called %j by its name only',
    async (sid, name) => {
      const failing = [
        {
          ...FAILED_CHECK,
          statement: { document: 'arn:aws:s3:::reco-data', sid, index: 2 },
        },
      ];
      const api = personalizeApiMock({
        getSetup: async () => setupWith({ status: 'drifted', failing }),
      });
      renderOnEntity(<SetupCard />, { api });

      const list = await screen.findByRole('list', {
        name: 'What is wrong (1)',
      });
      expect(list).toHaveTextContent(`Decided by statement ${name} (number 3)`);
      expect(list.querySelector('a, img')).toBeNull();
    },
  );

  it('unfolds all checks of the last check', async () => {
    const api = personalizeApiMock({ getSetup: async () => drifted });
    renderOnEntity(<SetupCard />, { api });

    await userEvent.click(
      await screen.findByRole('button', {
        name: 'All results of the last check (2)',
      }),
    );
    expect(screen.getByText(PASSED_CHECK.title)).toBeVisible();
  });

  it('copies the ARN of the role', async () => {
    const user = userEvent.setup();
    const write = jest.spyOn(navigator.clipboard, 'writeText');
    const api = personalizeApiMock({ getSetup: async () => setupWith() });
    renderOnEntity(<SetupCard />, { api });

    await user.click(
      await screen.findByRole('button', { name: 'Copy the role ARN' }),
    );
    expect(await screen.findByText('Copied')).toBeVisible();
    expect(write).toHaveBeenCalledWith(
      'arn:aws:iam::123456789012:role/personalize/personalize-shop',
    );
  });

  it('says that the owner is gone', async () => {
    const api = personalizeApiMock({
      getSetup: async () => setupWith({ ownerMissing: true }),
    });
    renderOnEntity(<SetupCard />, { api });

    expect(await screen.findByText('The owner left the catalog')).toBeVisible();
    expect(fact('Owner')).toHaveTextContent('Left the catalog');
  });

  it('says when it was taken back, and offers no check then', async () => {
    const api = personalizeApiMock({
      getSetup: async () =>
        setupWith({
          status: 'revoked',
          revokedAt: '2026-11-24T10:00:00.000Z',
        }),
    });
    renderOnEntity(<SetupCard />, { api });

    expect(
      await screen.findByText('Access for this set-up was removed'),
    ).toBeVisible();
    expect(screen.getByText(/24 Nov 2026, 10:00:00 UTC/)).toBeVisible();
    expect(
      screen.queryByRole('button', { name: 'Check now' }),
    ).not.toBeInTheDocument();
  });

  it('leads to the template that takes it back, with its name filled in', async () => {
    const api = personalizeApiMock({ getSetup: async () => setupWith() });
    renderOnEntity(<SetupCard />, { api });

    expect(
      await screen.findByRole('link', { name: 'Remove access…' }),
    ).toHaveAttribute(
      'href',
      `/create/templates/default/personalize-permissions-revoke?formData=${encodeURIComponent(
        '{"name":"shop"}',
      )}`,
    );
  });

  it('leads nobody there who may not take it back', async () => {
    // Another name, because an answer about a permission is kept for some
    // seconds.
    const api = personalizeApiMock({
      getSetup: async () => setupWith({ name: 'news' }),
    });
    renderOnEntity(<SetupCard />, { api, isAllowed: false });

    expect(await screen.findByText(/ask its owner/)).toBeVisible();
    expect(
      screen.queryByRole('link', { name: 'Remove access…' }),
    ).not.toBeInTheDocument();
  });

  it('links the buckets and keys that it depends on', async () => {
    const api = personalizeApiMock({ getSetup: async () => setupWith() });
    renderOnEntity(<SetupCard />, { api });

    expect(await screen.findByText('Buckets and keys')).toBeVisible();
    expect(fact('Buckets and keys')).toHaveTextContent('reco-data');
  });

  it('says that it is loading', async () => {
    const api = personalizeApiMock({ getSetup: () => new Promise(() => {}) });
    renderOnEntity(<SetupCard />, { api });

    expect(await screen.findByText('Loading this set-up')).toBeInTheDocument();
  });

  it('says why it can’t be shown, and tries again', async () => {
    const answers = [
      () =>
        responseError(503, 'The database is away').then(e => Promise.reject(e)),
      async () => setupWith(),
    ];
    const api = personalizeApiMock({ getSetup: () => answers.shift()!() });
    renderOnEntity(<SetupCard />, { api });

    const alert = await screen.findByRole('alert');
    expect(alert).toHaveTextContent("Can't show this set-up");
    expect(alert).toHaveTextContent('The database is away (status 503)');
    await userEvent.click(
      within(alert).getByRole('button', { name: 'Try again' }),
    );
    expect(await screen.findByText('OK')).toBeVisible();
  });

  it.each([
    [403, "You don't have access"],
    [404, 'Set-up not found'],
    [401, 'You are signed out'],
  ])(
    'says what %s means, where trying again can’t help',
    async (status, title) => {
      const api = personalizeApiMock({
        getSetup: async () => Promise.reject(await responseError(status, 'no')),
      });
      renderOnEntity(<SetupCard />, { api });

      expect(await screen.findByText(title)).toBeVisible();
      expect(
        screen.queryByRole('button', { name: 'Try again' }),
      ).not.toBeInTheDocument();
    },
  );
});

describe('a check that somebody asks for', () => {
  it('shows what it found, and is read out', async () => {
    const standing = [setupWith(), drifted];
    const api = personalizeApiMock({
      getSetup: async () => standing.shift() ?? drifted,
      checkSetup: async () => ({
        status: 'drifted',
        checks: drifted.checks,
        checkedAt: '2026-11-25T10:00:00.000Z',
      }),
    });
    renderOnEntity(<SetupCard />, { api });

    await userEvent.click(
      await screen.findByRole('button', { name: 'Check now' }),
    );
    expect(
      await screen.findByText(
        'Checked just now: Drifted. 1 of 2 checks failed.',
      ),
    ).toHaveAttribute('role', 'status');
    expect(
      await screen.findByRole('list', { name: 'What is wrong (1)' }),
    ).toBeVisible();
    expect(api.checkSetup).toHaveBeenCalledWith('shop');
  });

  it('can’t be asked for twice at once', async () => {
    const api = personalizeApiMock({
      getSetup: async () => setupWith(),
      checkSetup: () => new Promise(() => {}),
    });
    renderOnEntity(<SetupCard />, { api });

    const button = await screen.findByRole('button', { name: 'Check now' });
    await userEvent.click(button);
    expect(await screen.findByText('Checking AWS now')).toHaveAttribute(
      'role',
      'status',
    );
    expect(button).toHaveAttribute('aria-disabled', 'true');
    await userEvent.click(button);
    expect(api.checkSetup).toHaveBeenCalledTimes(1);
  });

  it('is not offered to who may not, who is told so', async () => {
    // Another name, because an answer about a permission is kept for some
    // seconds.
    const api = personalizeApiMock({
      getSetup: async () => setupWith({ name: 'blog' }),
    });
    renderOnEntity(<SetupCard />, { api, isAllowed: false });

    expect(
      await screen.findByText(/To check it now, ask its owner/),
    ).toBeVisible();
    expect(
      screen.queryByRole('button', { name: 'Check now' }),
    ).not.toBeInTheDocument();
  });

  it('says kindly that the backend refused it', async () => {
    const api = personalizeApiMock({
      getSetup: async () => setupWith(),
      checkSetup: async () =>
        Promise.reject(await responseError(403, 'ana may not')),
    });
    renderOnEntity(<SetupCard />, { api });

    await userEvent.click(
      await screen.findByRole('button', { name: 'Check now' }),
    );
    const alert = await screen.findByRole('alert');
    expect(alert).toHaveTextContent("You don't have access");
    expect(alert).toHaveTextContent('ana may not');
  });
});

describe('a set-up that is not finished', () => {
  const pending = (name: string) =>
    setupWith({ name, status: 'pending', appliedAt: undefined });

  it('says so, and can be discarded', async () => {
    const api = personalizeApiMock({
      getSetup: async () => pending('shop'),
      discardSetup: async () => {},
    });
    renderOnEntity(<SetupCard />, { api });

    expect(await screen.findByText('Pending')).toBeVisible();
    await userEvent.click(
      await screen.findByRole('button', { name: 'Discard' }),
    );
    expect(await screen.findByText(/^Discarded\./)).toBeVisible();
    expect(api.discardSetup).toHaveBeenCalledWith('shop');
  });

  it('tells why it can’t be discarded', async () => {
    const api = personalizeApiMock({
      getSetup: async () => pending('shop'),
      discardSetup: async () =>
        Promise.reject(await responseError(409, 'a run has changed AWS')),
    });
    renderOnEntity(<SetupCard />, { api });

    await userEvent.click(
      await screen.findByRole('button', { name: 'Discard' }),
    );
    expect(await screen.findByRole('alert')).toHaveTextContent(
      'a run has changed AWS',
    );
  });

  it('offers no discard once it is proven', async () => {
    const api = personalizeApiMock({ getSetup: async () => setupWith() });
    renderOnEntity(<SetupCard />, { api });

    expect(await screen.findByText('OK')).toBeVisible();
    expect(
      screen.queryByRole('button', { name: 'Discard' }),
    ).not.toBeInTheDocument();
  });
});

describe('what is counted beside a status', () => {
  it('shows accepted findings, and that an update is available', async () => {
    const api = personalizeApiMock({
      getSetup: async () => setupWith({ accepted: 2, updateAvailable: true }),
    });
    renderOnEntity(<SetupCard />, { api });

    expect(await screen.findByText('2 findings accepted')).toBeVisible();
    expect(screen.getByText(/^An update is available/)).toBeVisible();
  });

  it('names the next step of a set-up that needs attention', async () => {
    const api = personalizeApiMock({
      getSetup: async () =>
        setupWith({
          status: 'attention',
          failing: [{ ...FAILED_CHECK, outcome: 'warning' }],
        }),
    });
    renderOnEntity(<SetupCard />, { api });

    expect(
      await screen.findByRole('list', { name: 'What to do (1)' }),
    ).toHaveTextContent('What to do: Take Personalize out of the statement');
  });
});
