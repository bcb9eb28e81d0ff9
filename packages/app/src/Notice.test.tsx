import { renderInTestApp } from '@backstage/frontend-test-utils';
import { screen } from '@testing-library/react';
import { Notice } from './Notice';

describe('Notice', () => {
  it('says what the configuration says', async () => {
    await renderInTestApp(<Notice />, {
      config: {
        app: {
          notice: {
            title: 'Local AWS account',
            description: 'On this machine',
          },
        },
      },
    });

    const notice = screen.getByRole('status');
    expect(notice).toHaveTextContent('Local AWS account');
    expect(notice).toHaveTextContent('On this machine');
  });

  it('is not there where the configuration says nothing', async () => {
    await renderInTestApp(<Notice />);

    expect(screen.queryByRole('status')).not.toBeInTheDocument();
  });
});
