import { userPolicyArn } from '../../documents/userPolicy';
import { OUR_ROLE } from '../../policy/__testUtils__/setups';
import { HeldAccess } from '../heldAccess';
import { proveSetup } from '../proveSetup';
import { EXPECTED, heldAfter } from '../__testUtils__/world';

const POLICY = userPolicyArn(OUR_ROLE, 'admin');

const findings = (more: Partial<HeldAccess>) =>
  proveSetup({
    expected: EXPECTED,
    held: { ...heldAfter(EXPECTED), ...more },
  }).checks.filter(({ outcome }) => outcome !== 'passed');

it('has no finding where nobody else has a preset', () => {
  expect(findings({ others: [{ policyArn: POLICY, names: [] }] })).toEqual([]);
});

it('names who has a preset and wasn’t asked for', () => {
  expect(
    findings({ others: [{ policyArn: POLICY, names: ['user eve'] }] }),
  ).toEqual([
    {
      id: `users:others:${POLICY}`,
      title:
        "The managed policy personalize-shop-admin also hangs on the user eve, which this request doesn't name",
      outcome: 'warning',
      remedy: expect.stringContaining('takes the policy off'),
    },
  ]);
});

it('says where that can’t be told', () => {
  expect(
    findings({
      othersObstacle: {
        outcome: 'unknown',
        message: "AWS didn't tell.",
        remedy: 'Ask.',
      },
    }),
  ).toMatchObject([{ id: 'users:others', outcome: 'unknown' }]);
});
