import { legacyRole, stepExample } from './stepExample';

const action = 'personalize:grant-users';

/** Examples of `personalize:grant-users`. */
export const examples = [
  stepExample(
    'A data team in the company directory, and a pipeline that trains models',
    {
      action,
      name: 'Give people access',
      input: {
        ...legacyRole,
        users: [
          {
            preset: 'data-engineer',
            principals: [
              {
                type: 'saml-role',
                roleName: 'personalize-legacy-engineers',
                provider: 'arn:aws:iam::123456789012:saml-provider/company-idp',
              },
            ],
          },
          {
            preset: 'model-builder',
            principals: [
              {
                type: 'oidc-role',
                roleName: 'personalize-legacy-training',
                provider:
                  'arn:aws:iam::123456789012:oidc-provider/token.actions.githubusercontent.com',
                audience: 'sts.amazonaws.com',
                subject: 'repo:acme/recommendations:ref:refs/heads/main',
              },
            ],
          },
        ],
      },
    },
  ),
  stepExample(
    'A permission set of Identity Center, created but not assigned yet',
    {
      action,
      name: 'Give people access',
      input: {
        ...legacyRole,
        users: [
          {
            preset: 'read-only',
            principals: [
              { type: 'permission-set', name: 'PersonalizeAnalysts' },
            ],
          },
        ],
      },
    },
  ),
  stepExample('Two more IAM users, who sign in with a second factor', {
    action,
    name: 'Give people access',
    input: {
      ...legacyRole,
      users: [
        {
          preset: 'admin',
          principals: [
            {
              type: 'account-role',
              roleName: 'personalize-legacy-admins',
              users: ['ana', 'ben'],
            },
          ],
        },
      ],
      keepOthers: true,
    },
  }),
];
