import {
  UserAccess,
  userPolicyArn,
} from '@personalize-portal/backstage-plugin-personalize-common';
import { FakeError } from '../__testUtils__/fakeAnswer';
import { ACCOUNT, FakeAws } from '../__testUtils__/fakeAws';
import { sessionOn } from '../__testUtils__/sessions';
import {
  addOurRole,
  documentOf,
  MANAGED,
  TARGET,
} from '../__testUtils__/setups';
import { otherHoldersAfter, readOtherHolders } from './otherHolders';

const POLICY = userPolicyArn(TARGET, 'runtime');
const USERS: UserAccess[] = [
  { preset: 'runtime', principals: [{ type: 'group', name: 'analysts' }] },
];

const aws = new FakeAws();
beforeAll(() => aws.start());
afterAll(() => aws.stop());
beforeEach(() => {
  aws.reset();
  addOurRole(aws);
  aws.iam.addPolicy(POLICY, documentOf(), MANAGED);
  aws.iam.people.addGroup('analysts').attached.push(POLICY);
});

const others = async (users = USERS) =>
  (await readOtherHolders(sessionOn(aws), TARGET, users)).value?.filter(
    ({ names }) => names.length > 0,
  );

it('has nobody where only who was asked for has a preset', async () => {
  expect(await others()).toEqual([]);
});

it('finds who was given a preset by hand', async () => {
  aws.iam.people.addUser('eve').attached.push(POLICY);

  expect(await others()).toEqual([{ policyArn: POLICY, names: ['user eve'] }]);
});

it('finds who has a preset that nobody was asked to have', async () => {
  expect(await others([])).toEqual([
    { policyArn: POLICY, names: ['group analysts'] },
  ]);
});

it('can’t tell where AWS doesn’t', async () => {
  aws.fail('iam:ListEntitiesForPolicy', new FakeError('AccessDenied', 403));

  expect(
    (await readOtherHolders(sessionOn(aws), TARGET, USERS)).obstacle?.outcome,
  ).toBe('unknown');
});

it('leaves out from whom a plan takes the preset', () => {
  const change = (resource: string) => ({
    part: 'users' as const,
    resource,
    operation: 'delete' as const,
  });

  expect(
    otherHoldersAfter(
      [
        change(
          `arn:aws:iam::${ACCOUNT}:user/staff/eve#attached-policy/${POLICY}`,
        ),
        change(
          'arn:aws:sso:::instance/ssoins-1#permission-set/Reco/customer-managed-policy/personalize/x',
        ),
      ],
      {
        policyArn: POLICY,
        names: [
          'user eve',
          'user steve',
          'group eve',
          'role AWSReservedSSO_Reco_0123456789abcdef',
          'role AWSReservedSSO_Reco_2_0123456789abcdef',
        ],
      },
    ).names,
  ).toEqual([
    'user steve',
    'group eve',
    'role AWSReservedSSO_Reco_2_0123456789abcdef',
  ]);
});
