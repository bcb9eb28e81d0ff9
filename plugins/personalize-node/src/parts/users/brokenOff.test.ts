import {
  PermissionSetPrincipal,
  Preset,
  Principal,
  UserAccess,
} from '@personalize-portal/backstage-plugin-personalize-common';
import { ACCOUNT, FakeAws } from '../../__testUtils__/fakeAws';
import {
  addOurRole,
  MANAGED,
  planOf,
  run,
  steps,
  TARGET,
} from '../../__testUtils__/setups';
import { usersPart } from './part';
import { UsersWanted } from './wanted';

// A run can end after any write: AWS refuses the next, the task is cancelled, the
// portal goes down. Whatever is left, the next run has to make of it what the
// first would have made.

const SAML = `arn:aws:iam::${ACCOUNT}:saml-provider/company-idp`;
const OIDC = `arn:aws:iam::${ACCOUNT}:oidc-provider/token.example.org`;

const aws = new FakeAws();
beforeAll(() => aws.start());
afterAll(() => aws.stop());

function startOver(): void {
  aws.reset();
  addOurRole(aws, { ...MANAGED, team: 'reco' });
  const { people } = aws.iam;
  people.addGroup('analysts');
  people.addUser('ana');
  people.addUser('ben');
  people.samlProviders.add(SAML);
  people.oidcProviders.set(OIDC, ['sts.amazonaws.com']);
}

const give = (preset: Preset, ...principals: Principal[]): UserAccess => ({
  preset,
  principals,
});

const ANALYSTS: Principal = { type: 'group', name: 'analysts' };
const ANA: Principal = { type: 'user', name: 'ana' };
const BY_SAML: Principal = {
  type: 'saml-role',
  roleName: 'personalize-shop-people',
  provider: SAML,
};
const BY_OIDC: Principal = {
  type: 'oidc-role',
  roleName: 'personalize-shop-training',
  provider: OIDC,
  audience: 'sts.amazonaws.com',
  subject: 'shop',
};
const byAccount = (...users: string[]): Principal => ({
  type: 'account-role',
  roleName: 'personalize-shop-admins',
  users,
  requireMfa: true,
});
const set = (name: string, ...ids: string[]): PermissionSetPrincipal => ({
  type: 'permission-set',
  name,
  assignTo: ids.map(id => ({ kind: 'group', id })),
});

const NOBODY: UserAccess[] = [];
const EVERYBODY = [
  give('admin', byAccount('ana'), set('ShopAdmins', 'g-1')),
  give('data-engineer', BY_SAML, ANA),
  give('read-only', set('ShopReaders', 'g-1', 'g-2'), ANALYSTS, BY_SAML),
];
const OTHERS = [
  give('admin', byAccount('ana', 'ben')),
  give('runtime', BY_OIDC, set('ShopReaders', 'g-2', 'g-3')),
  give('read-only', set('ShopReaders', 'g-2', 'g-3'), ANA),
];

const wanted = (users: UserAccess[]): UsersWanted => ({
  role: TARGET,
  users,
  keepOthers: false,
  tags: {},
});

/**
 * All that gives anybody anything in the account and Identity Center; order
 * doesn't count. A role that lost its last policy and wasn't deleted stays, for
 * nothing in IAM tells whose it was.
 */
function holdings() {
  const { roles, policies, people } = aws.iam;
  return {
    roles: [...roles.values()]
      .filter(({ attached }) => attached.length > 0)
      .map(({ roleName, trustPolicy, attached, tags }) => ({
        roleName,
        trustPolicy,
        attached: [...attached].sort(),
        tags,
      }))
      .sort((a, b) => a.roleName.localeCompare(b.roleName)),
    policies: [...policies.values()]
      .map(({ arn, tags, versions }) => ({
        arn,
        tags,
        document: versions.find(({ isDefault }) => isDefault)?.document,
      }))
      .sort((a, b) => a.arn.localeCompare(b.arn)),
    people: [...people.groups, ...people.users].map(([name, { attached }]) => ({
      name,
      attached: [...attached].sort(),
    })),
    sets: [...aws.identityCenter.sets.values()]
      .map(({ name, tags, references, assignments, provisioned }) => ({
        name,
        tags,
        references: [...references].sort(),
        assignments: assignments.map(({ id }) => id).sort(),
        provisioned: [...provisioned].map(([account, former]) => [
          account,
          [...former].sort(),
        ]),
      }))
      .sort((a, b) => a.name.localeCompare(b.name)),
  };
}

describe.each([
  ['gives people access', NOBODY, EVERYBODY],
  ['gives others access, and some other access', EVERYBODY, OTHERS],
  ['takes all access away', EVERYBODY, NOBODY],
])('a run that %s', (_what, before, after) => {
  it.each([
    ['that AWS refuses', false],
    ['of which the answer is lost', true],
  ])(
    'and breaks off at any write %s is finished by the next',
    async (_how, isMade) => {
      startOver();
      await run(usersPart, aws, wanted(before));
      aws.calls = [];
      await run(usersPart, aws, wanted(after));
      const writes = aws.writes();
      const asPlanned = holdings();

      for (const [index, operation] of writes.entries()) {
        startOver();
        await run(usersPart, aws, wanted(before));
        aws.breakOff(index + 1, isMade);
        await expect(run(usersPart, aws, wanted(after))).rejects.toThrow(
          operation,
        );

        await run(usersPart, aws, wanted(after));
        expect([operation, holdings()]).toEqual([operation, asPlanned]);
        expect(steps(await planOf(usersPart, aws, wanted(after)))).toEqual([]);
      }
    },
    60_000,
  );
});
