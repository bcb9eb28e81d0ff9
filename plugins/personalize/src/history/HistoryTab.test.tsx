import { HistoryItem } from '@personalize-portal/backstage-plugin-personalize-common';
import { screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { personalizeApiMock, responseError } from '../__testUtils__/api';
import { renderOnEntity } from '../__testUtils__/entityPage';
import { historyItem, PARTNER_STATEMENT } from '../__testUtils__/history';
import { setupWith } from '../__testUtils__/setups';
import { HistoryTab } from './HistoryTab';

const CHANGED = 'Changed the policy of the bucket reco-data';

function renderHistory(...items: HistoryItem[]) {
  const api = personalizeApiMock({
    getChanges: async () => ({ items }),
    getSetup: async () => setupWith(),
  });
  renderOnEntity(<HistoryTab />, { api });
  return api;
}

/** The entry with a heading. */
async function entry(name: string) {
  const heading = await screen.findByRole('heading', { level: 3, name });
  return heading.closest('li')!;
}

async function unfold(name: string) {
  const shown = await entry(name);
  await userEvent.click(within(shown).getByRole('button', { name }));
  return shown;
}

describe('the history of a set-up', () => {
  it('says who did what, when, and in which step of which task', async () => {
    const api = renderHistory(historyItem());

    const shown = await entry(CHANGED);
    expect(shown).toHaveTextContent(
      /^AppliedBy ana, .*\(25 Nov 2026, 09:30:00 UTC\), task 7d9f2c1e, step grant-s3Changed the policy of the bucket reco-data/,
    );
    expect(within(shown).getByRole('link', { name: 'ana' })).toHaveAttribute(
      'href',
      '/catalog/default/user/ana',
    );
    expect(
      within(shown).getByRole('link', { name: 'task 7d9f2c1e' }),
    ).toHaveAttribute('href', expect.stringMatching(/^\/create\/tasks\/7d9f/));
    expect(screen.getByText('1 entry, all shown')).toHaveAttribute(
      'role',
      'status',
    );
    expect(api.getChanges).toHaveBeenCalledWith('shop', undefined);
  });

  it('says for whom it was done, where that is somebody else', async () => {
    renderHistory(historyItem({ taskUser: 'user:default/ben' }));

    expect(await entry(CHANGED)).toHaveTextContent('By ana, for ben,');
  });

  it('names the person once where the task is theirs', async () => {
    renderHistory(historyItem({ taskUser: 'user:default/ana' }));

    expect(await entry(CHANGED)).not.toHaveTextContent('for ana');
  });

  it.each<[string, Partial<HistoryItem>, string, string]>([
    [
      'failed',
      { outcome: 'failed', message: 'AccessDenied: not authorised' },
      'Tried to change the policy of the bucket reco-data',
      'AccessDenied: not authorised',
    ],
    [
      'may have been made',
      { outcome: 'unknown', message: 'The run is gone' },
      'Tried to change the policy of the bucket reco-data',
      'Outcome unknown',
    ],
    [
      'is under way',
      { outcome: undefined, requests: [] },
      'Tried to change the policy of the bucket reco-data',
      'In progress',
    ],
  ])('says that a change %s', async (_what, item, title, expected) => {
    renderHistory(historyItem(item));

    expect(await entry(title)).toHaveTextContent(expected);
    expect(await unfold(title)).toHaveTextContent('This was the plan.');
  });

  it('tells of what was registered, transferred, taken back and accepted', async () => {
    const about = { change: undefined, outcome: undefined, requests: [] };
    renderHistory(
      historyItem({
        ...about,
        seq: 4,
        kind: 'accepted',
        details: { id: 's3:role:reco/', reason: 'It is our own network.' },
      }),
      historyItem({
        ...about,
        seq: 3,
        kind: 'revoked',
        details: {
          name: 'shop',
          kept: [
            { resource: 'arn:aws:iam::1:role/x', reason: 'It was adopted' },
          ],
        },
      }),
      historyItem({
        ...about,
        seq: 2,
        kind: 'transferred',
        details: {
          name: 'shop',
          from: 'group:default/a',
          to: 'group:default/b',
        },
      }),
      historyItem({
        ...about,
        seq: 1,
        kind: 'registered',
        details: { name: 'shop', owner: 'group:default/a' },
      }),
    );

    expect(
      await entry(
        'Accepted finding s3:role:reco/. Reason: It is our own network.',
      ),
    ).toBeVisible();
    expect(await entry('Removed access')).toHaveTextContent(
      'arn:aws:iam::1:role/x: It was adopted',
    );
    expect(
      await entry(
        'Transferred the set-up from group:default/a to group:default/b',
      ),
    ).toBeVisible();
    expect(
      await entry('Registered the set-up for group:default/a'),
    ).toHaveTextContent('By ana');
  });

  it('shows a name that looks like a reference to a text as it is', async () => {
    renderHistory(
      historyItem({
        kind: 'registered',
        change: undefined,
        requests: [],
        details: { owner: '$t(status.ok) {{owner}}' },
      }),
    );

    expect(
      await entry('Registered the set-up for $t(status.ok) {{owner}}'),
    ).toBeVisible();
  });

  it('keeps what is left of an entry whose details went with time', async () => {
    renderHistory(
      historyItem({ person: undefined, change: undefined, requests: [] }),
    );

    const shown = await entry('A change whose details are no longer recorded');
    expect(shown).toHaveTextContent(
      'By someone whose name is no longer recorded',
    );
    expect(within(shown).queryByRole('button')).not.toBeInTheDocument();
  });

  it('shows before and after only once it is unfolded, statement by statement', async () => {
    renderHistory(historyItem());
    await entry(CHANGED);
    expect(screen.queryByRole('group')).not.toBeInTheDocument();

    const shown = await unfold(CHANGED);
    expect(shown).not.toHaveTextContent('This was the plan.');
    const added = within(shown).getByRole('group', {
      name: 'Added statement "PersonalizeS3abc"',
    });
    expect(added).toHaveTextContent('+ "Sid": "PersonalizeS3abc"');
    expect(added.querySelector('ins')).toBeVisible();

    await userEvent.click(
      within(shown).getByRole('button', {
        name: '1 statement unchanged',
      }),
    );
    expect(
      within(shown).getByRole('group', {
        name: 'Unchanged statement "Partner"',
      }),
    ).toHaveTextContent('"Sid": "Partner"');
  });

  it('shows what others wrote as what it is, before and after', async () => {
    const theirs = {
      ...PARTNER_STATEMENT,
      Sid: '\u202Egnp.exe\u009b2J',
      Resource: 'arn:aws:s3:::reco-data/\u2067*\u2028',
    };
    renderHistory(
      historyItem({
        message: 'AWS says \u202Eno',
        change: {
          part: 's3',
          resource: 'arn:aws:s3:::reco-data',
          operation: 'update',
          before: { Version: '2012-10-17', Statement: [theirs] },
          after: { Version: '2012-10-17', Statement: [] },
        },
      }),
    );

    const shown = await unfold(CHANGED);
    expect(
      within(shown).getByRole('group', {
        name: 'Removed statement "\\u202egnp.exe\\u009b2J"',
      }),
    ).toHaveTextContent(
      '- "Resource": "arn:aws:s3:::reco-data/\\u2067*\\u2028"',
    );
    expect(shown).toHaveTextContent('AWS says \\u202eno');
    expect(shown.textContent).not.toMatch(/(?!\n)[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u);
  });

  it('says that a statement is hidden, and that it stays or goes', async () => {
    renderHistory(
      historyItem({
        change: {
          part: 's3',
          resource: 'arn:aws:s3:::reco-data',
          operation: 'update',
          before: {
            Statement: [{ Sid: 'Partner', Effect: 'Deny', redacted: 'a' }],
          },
          after: { Statement: [] },
        },
      }),
    );

    expect(await unfold(CHANGED)).toHaveTextContent(
      'Removed statement "Partner" by someone else (Deny). To see it, you need the permission personalize.policy.read.',
    );
  });

  it('offers the request ids to be copied and looked up in CloudTrail', async () => {
    const user = userEvent.setup();
    const write = jest.spyOn(navigator.clipboard, 'writeText');
    renderHistory(historyItem());

    const shown = await entry(CHANGED);
    await user.click(within(shown).getByRole('button', { name: CHANGED }));
    await user.click(
      within(shown).getByRole('button', {
        name: 'Copy the request ID of s3:PutBucketPolicy',
      }),
    );
    expect(write).toHaveBeenCalledWith('Q3V5X0EXAMPLE');
    expect(
      within(shown).getByRole('link', {
        name: 's3:PutBucketPolicy in CloudTrail (opens the AWS console)',
      }),
    ).toHaveAttribute(
      'href',
      expect.stringContaining(
        'https://us-east-1.console.aws.amazon.com/cloudtrailv2/home?region=us-east-1#/events?EventName=PutBucketPolicy',
      ),
    );
    expect(shown).toHaveTextContent('in account 123456789012');
  });

  it('loads more when asked, below what is there', async () => {
    const api = personalizeApiMock({
      getChanges: async (_name, cursor) =>
        cursor === undefined
          ? { items: [historyItem({ seq: 2 })], nextCursor: '2' }
          : {
              items: [
                historyItem({
                  seq: 1,
                  change: {
                    part: 'role',
                    operation: 'create',
                    resource: 'arn:aws:iam::123456789012:role/personalize/shop',
                    after: { path: '/personalize/' },
                  },
                }),
              ],
            },
    });
    renderOnEntity(<HistoryTab />, { api });

    expect(
      await screen.findByText('1 entry shown, more available'),
    ).toBeVisible();
    await userEvent.click(screen.getByRole('button', { name: 'Load more' }));
    expect(await screen.findByText('2 entries, all shown')).toBeVisible();
    expect(
      screen
        .getAllByRole('heading', { level: 3 })
        .map(heading => heading.textContent),
    ).toEqual([CHANGED, 'Created the role shop']);
    expect(
      screen.queryByRole('button', { name: 'Load more' }),
    ).not.toBeInTheDocument();
  });

  it('keeps what is shown when more can’t be loaded, and tries again', async () => {
    const answers = [
      async () => ({ items: [historyItem({ seq: 2 })], nextCursor: '2' }),
      async () => Promise.reject(await responseError(503, 'away')),
      async () => ({ items: [historyItem({ seq: 1 })] }),
    ];
    const api = personalizeApiMock({ getChanges: () => answers.shift()!() });
    renderOnEntity(<HistoryTab />, { api });

    await userEvent.click(
      await screen.findByRole('button', { name: 'Load more' }),
    );
    expect(await screen.findByRole('alert')).toHaveTextContent('away');
    expect(await entry(CHANGED)).toBeVisible();
    await userEvent.click(screen.getByRole('button', { name: 'Try again' }));
    expect(await screen.findByText('2 entries, all shown')).toBeVisible();
    expect(api.getChanges).toHaveBeenLastCalledWith('shop', '2');
  });

  it('says that it is loading, and that there is nothing', async () => {
    let answer: (page: { items: HistoryItem[] }) => void = () => {};
    const api = personalizeApiMock({
      getChanges: () => new Promise(resolve => (answer = resolve)),
    });
    renderOnEntity(<HistoryTab />, { api });

    expect(await screen.findByText('Loading the history')).toBeInTheDocument();
    answer({ items: [] });
    expect(await screen.findByText(/No changes yet/)).toHaveAttribute(
      'role',
      'status',
    );
  });

  it('says kindly that it is not open to the person', async () => {
    const api = personalizeApiMock({
      getChanges: async () => Promise.reject(await responseError(403, 'no')),
    });
    renderOnEntity(<HistoryTab />, { api });

    expect(await screen.findByText("You don't have access")).toBeVisible();
  });
});
