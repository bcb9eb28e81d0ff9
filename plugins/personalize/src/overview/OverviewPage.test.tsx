import { renderInTestApp } from '@backstage/frontend-test-utils';
import { catalogApiRef, entityRouteRef } from '@backstage/plugin-catalog-react';
import { catalogApiMock } from '@backstage/plugin-catalog-react/testUtils';
import { SetupsResponse } from '@personalize-portal/backstage-plugin-personalize-common';
import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { useLocation } from 'react-router-dom';
import { accountWith } from '../__testUtils__/accounts';
import { personalizeApiMock, responseError } from '../__testUtils__/api';
import { setupItem } from '../__testUtils__/setups';
import { personalizeApiRef } from '../personalizeApi';
import { templateRouteRef } from '../routes';
import { OverviewPage } from './OverviewPage';

const drifted = setupItem({ name: 'blog', status: 'drifted' });
const shop = setupItem({ title: 'Shop recommendations' });

const catalog = catalogApiMock({
  entities: ['shop', 'orders'].map(name => ({
    apiVersion: 'backstage.io/v1alpha1',
    kind: 'Resource',
    metadata: {
      name,
      annotations: { 'personalize.aws/account-id': '123456789012' },
    },
    spec: { type: 'personalize-permissions', owner: name },
    relations: [{ type: 'ownedBy', targetRef: `group:default/${name}` }],
  })),
});

type Answer = (
  ...asked: Parameters<ReturnType<typeof personalizeApiMock>['getSetups']>
) => Promise<SetupsResponse>;

/** Shows the page's address. */
function Address() {
  return <output aria-label="Address">{useLocation().search}</output>;
}

function renderOverview(getSetups: Answer, query = '') {
  const api = personalizeApiMock({
    getAccounts: async () => [accountWith()],
    getSetups: async (filter, page) =>
      page?.limit === 1
        ? { items: [], totalItems: 0 }
        : getSetups(filter, page),
  });
  renderInTestApp(
    <>
      <OverviewPage />
      <Address />
    </>,
    {
      initialRouteEntries: [`/${query}`],
      mountedRoutes: {
        '/catalog/:namespace/:kind/:name': entityRouteRef,
        '/create/templates/:namespace/:templateName': templateRouteRef,
      },
      apis: [
        [personalizeApiRef, api],
        [catalogApiRef, catalog],
      ],
    },
  );
  return api;
}

const listOf =
  (...items: SetupsResponse['items']): Answer =>
  async () => ({ items, totalItems: items.length });

/** The last request that isn't for the number of set-ups without owner. */
function lastFilter(api: ReturnType<typeof personalizeApiMock>) {
  return api.getSetups.mock.calls
    .filter(([, page]) => page?.limit !== 1)
    .at(-1);
}

async function choose(list: string, option: string) {
  await userEvent.click(
    await screen.findByRole('button', { name: new RegExp(list) }),
  );
  await userEvent.click(await screen.findByRole('option', { name: option }));
}

const address = () => screen.getByLabelText('Address').textContent;

describe('the overview', () => {
  it('has a row for each set-up, named by it, under column headers', async () => {
    renderOverview(listOf(drifted, shop));

    const row = await screen.findByRole('row', { name: /^blog/ });
    expect(
      screen.getAllByRole('columnheader').map(cell => cell.textContent),
    ).toEqual([
      'Name',
      'Status',
      'Account, Region',
      'Role',
      'Owner',
      'Last check',
      'Requested by',
    ]);
    expect(within(row).getByRole('rowheader')).toHaveTextContent('blog');
    expect(row).toHaveTextContent(
      /Drifted123456789012us-east-1personalize-blogrecommendations.*25 Nov 2026, 09:30:00 UTCana$/,
    );
    expect(within(row).getByRole('link', { name: 'blog' })).toHaveAttribute(
      'href',
      '/catalog/default/resource/blog',
    );
    expect(
      screen.getByRole('link', { name: 'Shop recommendations' }),
    ).toHaveAttribute('href', '/catalog/default/resource/shop');
  });

  it('keeps the order of the backend, and tells how many there are', async () => {
    renderOverview(listOf(drifted, shop));

    await screen.findByRole('row', { name: /^blog/ });
    expect(
      screen.getAllByRole('rowheader').map(cell => cell.textContent),
    ).toEqual(['blog', 'Shop recommendations']);
    expect(screen.getByText('1 to 2 of 2 set-ups')).toBeVisible();
    expect(
      screen.getByText(/Table page loaded. 1 to 2 of 2 set-ups/),
    ).toHaveAttribute('aria-live', 'polite');
  });

  it('goes on and back by cursors', async () => {
    const api = renderOverview(async (_filter, page) =>
      page?.cursor === 'second'
        ? { items: [shop], totalItems: 51 }
        : { items: [drifted], totalItems: 51, nextCursor: 'second' },
    );
    await screen.findByRole('row', { name: /^blog/ });
    const back = screen.getByRole('button', { name: 'Previous table page' });
    expect(back).toBeDisabled();

    await userEvent.click(
      screen.getByRole('button', { name: 'Next table page' }),
    );
    await screen.findByRole('row', { name: /^Shop/ });
    expect(screen.getByText('51 to 51 of 51 set-ups')).toBeVisible();
    expect(
      screen.getByRole('button', { name: 'Next table page' }),
    ).toBeDisabled();

    await userEvent.click(back);
    await screen.findByRole('row', { name: /^blog/ });
    expect(lastFilter(api)).toEqual([{}, { cursor: undefined, limit: 50 }]);
  });

  it('is limited by what its address says, so that it can be shared', async () => {
    const api = renderOverview(
      listOf(shop),
      '?account=123456789012&owner=group:default/shop&status=ok&search=reco&ownerMissing=true',
    );

    await screen.findByRole('row', { name: /^Shop/ });
    expect(lastFilter(api)).toEqual([
      {
        accountId: '123456789012',
        owner: 'group:default/shop',
        status: 'ok',
        search: 'reco',
        ownerMissing: true,
      },
      { cursor: undefined, limit: 50 },
    ]);
    expect(screen.getByRole('searchbox', { name: 'Search' })).toHaveValue(
      'reco',
    );
    expect(
      screen.getByRole('checkbox', { name: 'Owner left the catalog' }),
    ).toBeChecked();
  });

  it('is limited by status, account and owner, which go into the address', async () => {
    const api = renderOverview(listOf(shop));
    await screen.findByRole('row', { name: /^Shop/ });

    await choose('Status', 'Drifted');
    await choose('Account', 'data-science 123456789012');
    await choose('Owner', 'orders');
    await waitFor(() =>
      expect(lastFilter(api)?.[0]).toEqual({
        status: 'drifted',
        accountId: '123456789012',
        owner: 'group:default/orders',
      }),
    );
    expect(address()).toBe(
      '?account=123456789012&owner=group%3Adefault%2Forders&status=drifted',
    );

    await choose('Status', 'All statuses');
    expect(address()).not.toContain('status');
  });

  it('searches once the typing pauses', async () => {
    const api = renderOverview(listOf(shop));
    await screen.findByRole('row', { name: /^Shop/ });

    await userEvent.type(
      screen.getByRole('searchbox', { name: 'Search' }),
      'reco',
    );
    await waitFor(() => expect(address()).toBe('?search=reco'));
    await waitFor(() =>
      expect(lastFilter(api)?.[0]).toEqual({ search: 'reco' }),
    );
    expect(
      api.getSetups.mock.calls.map(([filter]) => filter),
    ).not.toContainEqual({ search: 'rec' });
  });

  it('starts with the first page when the filter changes', async () => {
    const api = renderOverview(async (_filter, page) => ({
      items: [shop],
      totalItems: 120,
      nextCursor: page?.cursor ? 'third' : 'second',
    }));
    await screen.findByRole('row', { name: /^Shop/ });
    await userEvent.click(
      screen.getByRole('button', { name: 'Next table page' }),
    );
    await waitFor(() =>
      expect(lastFilter(api)?.[1]).toMatchObject({ cursor: 'second' }),
    );

    await userEvent.click(
      screen.getByRole('checkbox', { name: 'Owner left the catalog' }),
    );
    await waitFor(() =>
      expect(lastFilter(api)).toEqual([
        { ownerMissing: true },
        { cursor: undefined, limit: 50 },
      ]),
    );
  });

  it('says that nothing matches, and clears the filters', async () => {
    renderOverview(
      async filter =>
        filter.status
          ? { items: [], totalItems: 0 }
          : { items: [shop], totalItems: 1 },
      '?status=failed',
    );

    expect(await screen.findByText(/No set-up matches/)).toBeVisible();
    await userEvent.click(
      screen.getByRole('button', { name: 'Clear filters' }),
    );
    expect(await screen.findByRole('row', { name: /^Shop/ })).toBeVisible();
    expect(address()).toBe('');
  });

  it('leads to the template where there is no set-up yet', async () => {
    renderOverview(listOf());

    expect(
      await screen.findByRole('link', { name: 'Create the first set-up' }),
    ).toHaveAttribute(
      'href',
      '/create/templates/default/personalize-permissions',
    );
  });

  it('says that it is loading', async () => {
    renderOverview(() => new Promise(() => {}));

    expect(await screen.findByText('Loading table data.')).toHaveAttribute(
      'aria-live',
      'polite',
    );
  });

  it('says why it can’t be shown, and tries again', async () => {
    const answers: Answer[] = [
      async () => Promise.reject(await responseError(503, 'away')),
      listOf(shop),
    ];
    renderOverview((...asked) => answers.shift()!(...asked));

    const alert = await screen.findByRole('alert');
    expect(alert).toHaveTextContent("Can't show the set-ups");
    expect(alert).toHaveTextContent('away');
    await userEvent.click(
      within(alert).getByRole('button', { name: 'Try again' }),
    );
    expect(await screen.findByRole('row', { name: /^Shop/ })).toBeVisible();
  });

  it('says kindly that no set-up is open to the person', async () => {
    renderOverview(async () =>
      Promise.reject(await responseError(403, 'ana has no permission')),
    );

    expect(await screen.findByText("You don't have access")).toBeVisible();
    expect(screen.getByText(/ana has no permission/)).toBeVisible();
  });

  it('shows whose owner is gone, and all of them when asked', async () => {
    const gone = setupItem({ ownerMissing: true });
    const api = personalizeApiMock({
      getSetups: async () => ({ items: [gone], totalItems: 1 }),
    });
    renderInTestApp(<OverviewPage />, {
      mountedRoutes: { '/catalog/:namespace/:kind/:name': entityRouteRef },
      apis: [
        [personalizeApiRef, api],
        [catalogApiRef, catalog],
      ],
    });

    expect(await screen.findByRole('row', { name: /^shop/ })).toHaveTextContent(
      'Left the catalog',
    );
    expect(
      await screen.findByText('The owner of 1 set-up left the catalog'),
    ).toBeVisible();
    await userEvent.click(screen.getByRole('button', { name: 'Show them' }));
    await waitFor(() =>
      expect(lastFilter(api)?.[0]).toEqual({ ownerMissing: true }),
    );
    expect(
      screen.queryByText('The owner of 1 set-up left the catalog'),
    ).not.toBeInTheDocument();
  });

  it('is used with the keyboard alone', async () => {
    renderOverview(listOf(drifted, shop));
    await screen.findByRole('row', { name: /^blog/ });
    const { keyboard, tab } = userEvent;

    await userEvent.click(screen.getByRole('searchbox', { name: 'Search' }));
    for (const name of [/Status/, /Account/, /Owner/]) {
      await tab();
      expect(document.activeElement).toBe(screen.getByRole('button', { name }));
    }
    await tab();
    expect(document.activeElement).toBe(
      screen.getByRole('checkbox', { name: 'Owner left the catalog' }),
    );
    await tab();
    expect(document.activeElement).toHaveAttribute('role', 'row');
    await keyboard('{ArrowDown}{ArrowRight}');
    expect(document.activeElement).toBe(
      screen.getByRole('link', { name: 'Shop recommendations' }),
    );
  });
});

describe('the export', () => {
  it('saves all that match, of all pages, as a file of the day', async () => {
    const saved: Blob[] = [];
    const names: string[] = [];
    Object.assign(URL, {
      createObjectURL: (blob: Blob) => `blob:${saved.push(blob)}`,
      revokeObjectURL: () => {},
    });
    jest
      .spyOn(HTMLAnchorElement.prototype, 'click')
      .mockImplementation(function click(this: HTMLAnchorElement) {
        names.push(this.download);
      });
    const api = renderOverview(
      async (_filter, page) =>
        page?.cursor
          ? { items: [shop], totalItems: 2 }
          : { items: [drifted], totalItems: 2, nextCursor: 'second' },
      '?status=drifted',
    );

    await userEvent.click(
      await screen.findByRole('button', { name: 'Export as CSV' }),
    );
    expect(await screen.findByText('2 set-ups saved')).toHaveAttribute(
      'role',
      'status',
    );
    expect(names).toEqual([
      expect.stringMatching(/^personalize-set-ups-\d{4}-\d\d-\d\d\.csv$/),
    ]);
    expect(await saved[0].text()).toMatch(
      /^name,.*\r\nblog,.*\r\nshop,.*\r\n$/,
    );
    expect(lastFilter(api)).toEqual([
      { status: 'drifted' },
      { cursor: 'second', limit: 200 },
    ]);
  });

  it('says that nothing was saved where a page fails', async () => {
    renderOverview(async (_filter, page) =>
      page?.limit === 200
        ? Promise.reject(await responseError(503, 'away'))
        : { items: [shop], totalItems: 1 },
    );

    await userEvent.click(
      await screen.findByRole('button', { name: 'Export as CSV' }),
    );
    expect(await screen.findByText(/^Nothing was saved. away/)).toHaveAttribute(
      'role',
      'status',
    );
  });
});
