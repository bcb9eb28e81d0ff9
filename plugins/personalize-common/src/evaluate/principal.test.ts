import { PolicyStatement } from '../policy/document';
import { matchPrincipal, SPEAKS_OF_ITS_OWNER } from './principal';
import { RequestPrincipal } from './request';

const ROLE_ARN = 'arn:aws:iam::012345678901:role/personalize/personalize-shop';
const role: RequestPrincipal = {
  kind: 'role',
  arn: ROLE_ARN,
  hasBoundary: true,
};
const ITSELF = {
  answer: 'yes',
  mentions: { everybody: 'no', itself: 'yes', session: 'no', account: 'no' },
};

it('an identity policy speaks of whom it hangs on', () => {
  expect(SPEAKS_OF_ITS_OWNER).toStrictEqual(ITSELF);
});

it.each<[string, PolicyStatement['NotPrincipal']]>([
  ['doesn’t list it', { AWS: '111111111111' }],
  ['lists it, though it has a boundary', { AWS: [ROLE_ARN, '012345678901'] }],
])('a Deny with NotPrincipal that %s speaks of a role', (_, NotPrincipal) => {
  expect(matchPrincipal({ Effect: 'Deny', NotPrincipal }, role)).toStrictEqual(
    ITSELF,
  );
});
