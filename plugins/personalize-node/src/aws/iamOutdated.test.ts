import { ACCOUNT, FakeAws } from '../__testUtils__/fakeAws';
import { sessionOn } from '../__testUtils__/sessions';
import { documentOf } from '../__testUtils__/setups';
import { StaleReads } from './staleReads';
import {
  readAttachedPolicies,
  PEOPLE_READS,
  readManagedPolicy,
  readPolicyEntities,
  readRole,
} from './iamReads';

const POLICY = `arn:aws:iam::${ACCOUNT}:policy/personalize/shop-runtime`;
const state = { policyArn: POLICY };

const aws = new FakeAws();
beforeAll(() => aws.start());
afterAll(() => aws.stop());
beforeEach(() => aws.reset());

/** A session on an account that shows what was written at the first wait. */
function lagging(show: () => void) {
  const staleReads = new StaleReads();
  const pauses: number[] = [];
  const session = sessionOn(aws, {
    staleReads,
    wait: async pause => {
      pauses.push(pause);
      show();
    },
  });
  return { session, staleReads, pauses };
}

it.each([
  ['role', `role/people/Analysts`, readAttachedPolicies] as const,
  ['group', `group/Analysts`, PEOPLE_READS.group.readAttached] as const,
  ['user', `user/staff/Analysts`, PEOPLE_READS.user.readAttached] as const,
])(
  'what was just attached to a %s is looked for again',
  async (kind, resource, read) => {
    const role = aws.iam.addRole({
      roleName: 'analysts',
      trustPolicy: documentOf(),
    });
    const group = aws.iam.people.addGroup('analysts');
    const user = aws.iam.people.addUser('analysts');
    const { session, staleReads, pauses } = lagging(() =>
      ({ role, group, user }[kind].attached.push(POLICY)),
    );
    const place = `arn:aws:iam::${ACCOUNT}:${resource}#attached-policy/${POLICY}`;
    staleReads.remember(place, undefined, state);

    expect(await read(session, 'analysts')).toEqual([POLICY]);
    expect(pauses).toEqual([250]);
  },
);

it('what was just detached is looked for again', async () => {
  const role = aws.iam.addRole({
    roleName: 'analysts',
    trustPolicy: documentOf(),
    attached: [POLICY],
  });
  const { session, staleReads } = lagging(() => role.attached.splice(0));
  staleReads.remember(
    `arn:aws:iam::${ACCOUNT}:role/analysts#attached-policy/${POLICY}`,
    state,
    undefined,
  );

  expect(await readAttachedPolicies(session, 'analysts')).toEqual([]);
});

it('a policy just attached is looked for again from its side', async () => {
  aws.iam.addPolicy(POLICY, documentOf());
  const role = aws.iam.addRole({
    roleName: 'analysts',
    trustPolicy: documentOf(),
  });
  const { session, staleReads } = lagging(() => role.attached.push(POLICY));
  staleReads.remember(
    `arn:aws:iam::${ACCOUNT}:role/analysts#attached-policy/${POLICY}`,
    undefined,
    state,
  );

  expect(await readPolicyEntities(session, POLICY)).toEqual([
    { kind: 'role', name: 'analysts' },
  ]);
});

it('a role and a policy just created are looked for again', async () => {
  const { session, staleReads, pauses } = lagging(() => {
    aws.iam.addRole({ roleName: 'analysts', trustPolicy: documentOf() });
    aws.iam.addPolicy(POLICY, documentOf());
  });
  staleReads.remember(`arn:aws:iam::${ACCOUNT}:role/analysts`, undefined, {});
  staleReads.remember(POLICY, undefined, documentOf());

  expect(await readRole(session, 'analysts')).toBeDefined();
  expect(await readManagedPolicy(session, POLICY)).toBeDefined();
  expect(pauses).toEqual([250]);
});

it('tags and settings that were just written are looked for again', async () => {
  const role = aws.iam.addRole({
    roleName: 'analysts',
    path: '/',
    trustPolicy: documentOf(),
    tags: { team: 'old' },
    description: 'old',
  });
  const { session, staleReads, pauses } = lagging(() => {
    if (role.tags.team === 'old') {
      role.tags = { team: 'new' };
    } else {
      role.description = 'new';
    }
  });
  const arn = `arn:aws:iam::${ACCOUNT}:role/analysts`;
  staleReads.remember(`${arn}#tags`, { team: 'old' }, { team: 'new' });
  const { maxSessionDuration } = role;
  staleReads.remember(
    arn,
    { description: 'old', maxSessionDuration },
    { maxSessionDuration, description: 'new' },
  );

  expect(await readRole(session, 'analysts')).toMatchObject({
    tags: { team: 'new' },
    description: 'new',
  });
  expect(pauses).toEqual([250, 500]);
});

it.each([
  ['of another account', 'arn:aws:iam::210987654321:role/analysts'],
  ['of another name', `arn:aws:iam::${ACCOUNT}:role/analysts/others`],
  ['of another kind', `arn:aws:iam::${ACCOUNT}:user/analysts`],
])('what was written %s is no reason to wait', async (_what, arn) => {
  aws.iam.addRole({ roleName: 'analysts', trustPolicy: documentOf() });
  const { session, staleReads, pauses } = lagging(() => {});
  staleReads.remember(`${arn}#attached-policy/${POLICY}`, undefined, state);

  expect(await readAttachedPolicies(session, 'analysts')).toEqual([]);
  expect(pauses).toEqual([]);
});
