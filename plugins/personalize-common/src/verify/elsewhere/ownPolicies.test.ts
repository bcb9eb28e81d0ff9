import { userPolicyArn } from '../../documents/userPolicy';
import { OUR_ROLE } from '../../policy/__testUtils__/setups';
import { proveSetup } from '../proveSetup';
import { addRolePolicy, addStatement, Edit } from '../__testUtils__/edits';
import {
  BUCKET_POLICY,
  EXPECTED,
  heldAfter,
  ROLE_ARN,
  S3_POLICY,
  SERVICE_POLICY,
} from '../__testUtils__/world';

const OTHER_BUCKETS = {
  Sid: 'ByHand',
  Effect: 'Allow',
  Action: 's3:*',
  Resource: 'arn:aws:s3:::payroll/*',
} as const;
const ADMIN_POLICY = userPolicyArn(OUR_ROLE, 'admin');

const findings = (edit: Edit) =>
  proveSetup({
    expected: EXPECTED,
    held: edit(heldAfter(EXPECTED)),
  }).checks.filter(({ outcome }) => outcome !== 'passed');

it.each([
  ['the service policy', SERVICE_POLICY],
  ["the role's own policy on buckets", S3_POLICY],
  ["a preset's policy", ADMIN_POLICY],
])('names what somebody added to %s, whatever it opens', (_name, place) => {
  expect(findings(addStatement(place, OTHER_BUCKETS))).toEqual([
    expect.objectContaining({
      id: `elsewhere:${place}:ByHand`,
      outcome: 'warning',
      title: expect.stringContaining('for the actions s3:*'),
      statement: expect.objectContaining({ document: place, sid: 'ByHand' }),
    }),
  ]);
});

it('names what another policy of the role opens besides buckets and keys', () => {
  const place = `${ROLE_ARN}#inline-policy/Extra`;

  expect(
    findings(
      addRolePolicy(place, {
        Effect: 'Allow',
        Action: 'iam:PassRole',
        Resource: '*',
      }),
    ),
  ).toEqual([
    expect.objectContaining({
      id: `elsewhere:${place}:#1`,
      outcome: 'warning',
      title: expect.stringContaining('roles can be passed'),
    }),
  ]);
});

it('has nothing to say of what was asked for anyhow', () => {
  expect(
    findings(
      addRolePolicy(`${ROLE_ARN}#inline-policy/Extra`, {
        Effect: 'Allow',
        Action: 's3:GetObject',
        Resource: `${BUCKET_POLICY}/in/2026/*`,
      }),
    ).map(({ title }) => title),
  ).toEqual([]);
});
