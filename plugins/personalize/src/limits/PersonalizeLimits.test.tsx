import { mockApis, TestApiProvider } from '@backstage/frontend-test-utils';
import { AccountItem } from '@personalize-portal/backstage-plugin-personalize-common';
import { render, screen, waitFor } from '@testing-library/react';
import { accountWith } from '../__testUtils__/accounts';
import { personalizeApiRef } from '../personalizeApi';
import { readFormValues } from './formValues';
import { About } from './pages';
import { PersonalizeLimits } from './PersonalizeLimits';

const filledIn = {
  owner: 'group:default/recommendations',
  accountId: '123456789012',
  region: 'us-east-1',
};

function pageWith(
  getAccounts: () => Promise<AccountItem[]>,
  about: About = 'data',
  form: object = {},
) {
  return (
    <TestApiProvider
      apis={[
        [personalizeApiRef, { getAccounts }],
        mockApis.translation(),
        mockApis.error(),
      ]}
    >
      <PersonalizeLimits
        about={about}
        form={readFormValues({ ...filledIn, ...form })}
      />
    </TestApiProvider>
  );
}

const known = async () => [accountWith()];

describe('PersonalizeLimits', () => {
  it('says what the team may use, patterns as code', async () => {
    render(pageWith(known));

    expect(
      await screen.findByText('Buckets and folders you can use'),
    ).toBeVisible();
    expect(screen.getByText('shared-data/reco/*').tagName).toBe('CODE');
    expect(screen.getAllByRole('listitem')).toHaveLength(3);
  });

  it('says it in words, without the words of the configuration', async () => {
    render(pageWith(known));

    await screen.findByText('Buckets and folders you can use');
    expect(document.body).not.toHaveTextContent(
      /guardrail|personalize\.(teams|guardrails)|principal|statement/i,
    );
  });

  it('reads out what is not within the limits', async () => {
    render(
      pageWith(known, 'data', { s3: [{ bucket: 'orders', prefix: 'input/' }] }),
    );

    await waitFor(() =>
      expect(screen.getByRole('status')).toHaveTextContent(
        "Outside your limitsYou can't use orders/input/ unless it has the tag personalize:owner",
      ),
    );
  });

  it('keeps still about what is within', async () => {
    render(
      pageWith(known, 'data', { s3: [{ bucket: 'reco-data', prefix: '' }] }),
    );

    await screen.findByText('Buckets and folders you can use');
    expect(screen.getByRole('status')).toBeEmptyDOMElement();
  });

  it('takes no room on a page without limits', async () => {
    const { container } = render(pageWith(known, 'options'));

    await waitFor(() => expect(container).not.toHaveTextContent('Loading'));
    expect(screen.getByRole('status')).toBeEmptyDOMElement();
    expect(screen.queryByText(/requires/)).not.toBeInTheDocument();
  });

  it('says that it is asking', () => {
    render(pageWith(() => new Promise(() => {})));

    expect(screen.getByText('Loading what your team can use')).toBeVisible();
  });

  it('says why it can’t tell, and that one may go on', async () => {
    render(
      pageWith(async () => {
        throw new Error('Request failed with 503');
      }),
    );

    expect(
      await screen.findByText("Can't show what your team can use"),
    ).toBeVisible();
    expect(
      screen.getByText(/You can continue.*Request failed with 503/),
    ).toBeVisible();
  });

  it.each<[string, AccountItem[], object]>([
    ['the portal gives to nobody of the person’s teams', [], {}],
    [
      'the portal gives to another of the person’s teams',
      [accountWith()],
      { owner: 'group:default/shop' },
    ],
  ])(
    'says so where there is no account that %s',
    async (_what, accounts, form) => {
      render(pageWith(async () => accounts, 'account', form));

      expect(
        await screen.findByText('Your team has no AWS account yet'),
      ).toBeVisible();
    },
  );
});
