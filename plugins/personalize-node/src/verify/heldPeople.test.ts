import { UserAccess } from '@personalize-portal/backstage-plugin-personalize-common';
import { ACCOUNT, FakeAws } from '../__testUtils__/fakeAws';
import { sessionOn } from '../__testUtils__/sessions';
import { documentOf, TARGET } from '../__testUtils__/setups';
import { readHeldPeople } from './heldPeople';

const FROZEN = documentOf({
  Effect: 'Deny',
  Action: 'personalize:*',
  Resource: '*',
});
const POLICY = `arn:aws:iam::${ACCOUNT}:policy/everybody`;

const aws = new FakeAws();
beforeAll(() => aws.start());
afterAll(() => aws.stop());
beforeEach(() => aws.reset());

it('finds what a user has by its groups', async () => {
  const { people } = aws.iam;
  aws.iam.addPolicy(POLICY, documentOf());
  const staff = people.addGroup('staff');
  staff.inline.set('frozen', FROZEN);
  staff.attached.push(POLICY);
  people.addUser('ana').groups = ['staff'];
  const users: UserAccess[] = [
    { preset: 'runtime', principals: [{ type: 'user', name: 'ana' }] },
  ];

  const [{ principals }] = await readHeldPeople(sessionOn(aws), TARGET, users);

  expect(principals[0].policies).toEqual([
    {
      place: `arn:aws:iam::${ACCOUNT}:group/staff#inline-policy/frozen`,
      document: FROZEN,
    },
    { place: POLICY, document: documentOf() },
  ]);
});
