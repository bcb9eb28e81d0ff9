import { PrincipalGrant, signIns } from './userGrants';

const ACCOUNT = '012345678901';
const ROLE = `arn:aws:iam::${ACCOUNT}:role/personalize/shop-people`;

it.each<[PrincipalGrant, string]>([
  [
    { type: 'permission-set', name: 'Shop', assignTo: [] },
    `Permission set \`Shop\`; nobody has it yet. Assign it in IAM Identity Center, or run this again with the people who need it. To sign in, open your organisation's access portal and choose account ${ACCOUNT} and \`Shop\`.`,
  ],
  [
    {
      type: 'permission-set',
      name: 'Shop',
      assignTo: [{ kind: 'group', id: '9067-ab' }],
    },
    `Permission set \`Shop\`. To sign in, open your organisation's access portal and choose account ${ACCOUNT} and \`Shop\`.`,
  ],
  [
    { type: 'saml-role', name: 'shop-people', arn: ROLE },
    `Role \`${ROLE}\`. Add it to your company's SAML provider. People then sign in there and choose it.`,
  ],
  [
    { type: 'oidc-role', name: 'shop-people' },
    'Role `shop-people`. The pipeline or application assumes it with a token from its OpenID Connect provider.',
  ],
  [
    { type: 'account-role', name: 'shop-people', arn: ROLE },
    `Role \`${ROLE}\`. Sign in as the IAM user, choose Switch role in the AWS console, and enter account ${ACCOUNT} and role \`personalize/shop-people\`. If the role requires a second factor, sign in with yours.`,
  ],
  [
    { type: 'account-role', name: 'shop-people' },
    `Role \`shop-people\`. Sign in as the IAM user, choose Switch role in the AWS console, and enter account ${ACCOUNT} and role \`shop-people\`. If the role requires a second factor, sign in with yours.`,
  ],
  [{ type: 'group', name: 'staff' }, 'IAM group `staff`. Nothing else to do.'],
  [{ type: 'user', name: 'ana' }, 'IAM user `ana`. Nothing else to do.'],
])('tells how one signs in by %j', (principal, line) => {
  expect(
    signIns(ACCOUNT, [
      { preset: 'runtime', policyArn: '', principals: [principal] },
    ]),
  ).toEqual([{ title: 'Get recommendations and send events', lines: [line] }]);
});
