import { render } from '@testing-library/react';
import App from './App';

describe('App', () => {
  it('starts, with the notice before anybody has signed in', async () => {
    // In tests the app reads its configuration from here, as a list instead of
    // a text.
    Reflect.set(process, 'env', {
      NODE_ENV: 'test',
      APP_CONFIG: [
        {
          data: {
            app: { title: 'Portal', notice: { title: 'Local AWS account' } },
            backend: { baseUrl: 'http://localhost:7007' },
          },
          context: 'test',
        },
      ],
    });

    const { findByText } = render(App.createRoot());

    expect(await findByText('Local AWS account')).toBeInTheDocument();
  });
});
