import { OUR_ROLE } from '../../policy/__testUtils__/setups';
import { userPolicyArn } from '../../service/userPolicy';
import { checksOf } from '../__testUtils__/edits';
import { EXPECTED, heldAfter } from '../__testUtils__/world';
import { HeldAccess } from '../access';
import { proveSetup } from '../proveSetup';

const POLICY = userPolicyArn(OUR_ROLE, 'admin');

const findings = (more: Partial<HeldAccess>) =>
  checksOf(
    proveSetup({
      expected: EXPECTED,
      held: { ...heldAfter(EXPECTED), ...more },
    }),
  ).filter(({ outcome }) => outcome !== 'passed');

it('has no finding where nobody else has a preset', () => {
  expect(findings({ others: [{ policyArn: POLICY, names: [] }] })).toEqual([]);
});

it('names who has a preset and wasn’t asked for', () => {
  expect(
    findings({ others: [{ policyArn: POLICY, names: ['user eve'] }] }),
  ).toEqual([
    {
      id: `users:others:${POLICY}:user eve`,
      title:
        "The managed policy personalize-shop-admin is also attached to the user eve, which isn't part of this set-up",
      outcome: 'warning',
      remedy: expect.stringContaining('detaches the policy'),
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
