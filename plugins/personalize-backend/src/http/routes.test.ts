import { routesInDocument } from '../__testUtils__/openApiDocument';
import {
  ANA,
  as,
  DATA,
  DENY,
  Portal,
  startPortal,
} from '../__testUtils__/portal';
import { CHANGE, register, roleOf, RUN } from '../__testUtils__/requests';

const ID = '6f1d3c1e-5d51-4c36-9d2c-0d8f4b1e6a11';
const ROLE = roleOf('shop');

type Who = 'person' | 'catalog' | 'scaffolder' | 'personThroughScaffolder';

interface Route {
  method: 'GET' | 'PUT' | 'POST' | 'DELETE';
  path: string;
  body?: unknown;
  allowed: Who[];
}

const PEOPLE: Who[] = ['person', 'personThroughScaffolder'];

/** A valid request for each route of the document. */
const ROUTES: Record<string, Route> = {
  'POST /plan': {
    method: 'POST',
    path: '/plan',
    body: {},
    allowed: PEOPLE,
  },
  'GET /setups': {
    method: 'GET',
    path: '/setups',
    allowed: [...PEOPLE, 'catalog'],
  },
  'GET /setups/{name}': {
    method: 'GET',
    path: '/setups/shop',
    allowed: [...PEOPLE, 'catalog'],
  },
  'GET /setups/{name}/changes': {
    method: 'GET',
    path: '/setups/shop/changes',
    allowed: PEOPLE,
  },
  'POST /setups/{name}/check': {
    method: 'POST',
    path: '/setups/shop/check',
    allowed: PEOPLE,
  },
  'POST /setups/{name}/accept': {
    method: 'POST',
    path: '/setups/nothing/accept',
    body: { check: 'elsewhere:x', reason: 'It is meant to be.' },
    allowed: PEOPLE,
  },
  'POST /setups/{name}/discard': {
    method: 'POST',
    path: '/setups/nothing/discard',
    allowed: PEOPLE,
  },
  'GET /accounts': { method: 'GET', path: '/accounts', allowed: PEOPLE },
  ...Object.fromEntries(
    ['buckets', 'keys', 'roles', 'policies'].map((kind): [string, Route] => [
      `GET /accounts/{accountId}/${kind}`,
      {
        method: 'GET',
        path: `/accounts/${DATA}/${kind}?region=us-east-1`,
        allowed: PEOPLE,
      },
    ]),
  ),
  'GET /ledger/verify': {
    method: 'GET',
    path: '/ledger/verify',
    allowed: PEOPLE,
  },
  'POST /ledger/leases': {
    method: 'POST',
    path: '/ledger/leases',
    body: {
      resource: CHANGE.resource,
      waiterId: ID,
      run: RUN,
      person: ANA,
    },
    allowed: ['scaffolder'],
  },
  'PUT /ledger/leases/{id}': {
    method: 'PUT',
    path: `/ledger/leases/${ID}`,
    allowed: ['scaffolder'],
  },
  'DELETE /ledger/leases/{id}': {
    method: 'DELETE',
    path: `/ledger/leases/${ID}`,
    allowed: ['scaffolder'],
  },
  'POST /ledger/intents': {
    method: 'POST',
    path: '/ledger/intents',
    body: { leaseId: ID, claimSeq: 1, role: ROLE, run: RUN, change: CHANGE },
    allowed: ['personThroughScaffolder'],
  },
  'POST /ledger/intents/{id}/outcome': {
    method: 'POST',
    path: `/ledger/intents/${ID}/outcome`,
    body: { outcome: 'applied', requests: [] },
    allowed: ['scaffolder'],
  },
  'GET /ledger/roles/{accountId}/{roleName}': {
    method: 'GET',
    path: `/ledger/roles/${DATA}/personalize-shop?region=us-east-1`,
    allowed: ['scaffolder'],
  },
  'GET /ledger/role-ids': {
    method: 'GET',
    path: `/ledger/role-ids?arn=${encodeURIComponent(
      `arn:aws:iam::${DATA}:role/personalize/shop-operators`,
    )}`,
    allowed: ['scaffolder'],
  },
  'GET /ledger/setup-statements': {
    method: 'GET',
    path: `/ledger/setup-statements?resource=${encodeURIComponent(
      'arn:aws:s3:::reco-data',
    )}`,
    allowed: ['scaffolder'],
  },
  'GET /ledger/roles/{accountId}/{roleName}/changes': {
    method: 'GET',
    path: `/ledger/roles/${DATA}/personalize-shop/changes?taskId=task-1`,
    allowed: ['scaffolder'],
  },
  'PUT /ledger/roles/{accountId}/{roleName}/asked': {
    method: 'PUT',
    path: `/ledger/roles/${DATA}/personalize-shop/asked`,
    body: { role: ROLE, claimSeq: 1, run: RUN, person: ANA, asked: {} },
    allowed: ['scaffolder'],
  },
  'POST /ledger/claims': {
    method: 'POST',
    path: '/ledger/claims',
    body: {
      role: ROLE,
      claimSeq: 0,
      run: RUN,
      holders: [],
      claimsRole: true,
    },
    allowed: ['personThroughScaffolder'],
  },
  'POST /ledger/setups': {
    method: 'POST',
    path: '/ledger/setups',
    body: {
      role: ROLE,
      claimSeq: 0,
      run: RUN,
      name: 'shop',
      owner: 'group:default/shop',
    },
    allowed: ['personThroughScaffolder'],
  },
  'GET /ledger/setups/{name}': {
    method: 'GET',
    path: '/ledger/setups/shop',
    allowed: ['scaffolder'],
  },
  'POST /ledger/setups/{name}/report': {
    method: 'POST',
    path: '/ledger/setups/shop/report',
    body: {
      role: ROLE,
      claimSeq: 1,
      since: 1,
      run: RUN,
      person: ANA,
      findings: [],
      isAdopted: false,
    },
    allowed: ['scaffolder'],
  },
  'POST /ledger/setups/{name}/revoked': {
    method: 'POST',
    path: '/ledger/setups/shop/revoked',
    body: { role: ROLE, claimSeq: 1, run: RUN, kept: [] },
    allowed: ['personThroughScaffolder'],
  },
};

const CALLERS: {
  who: Who | 'anotherService' | 'personThroughAnother';
  /** The name that the auditor gets. */
  name: string;
  token: string;
}[] = [
  { who: 'person', name: ANA, token: as.person(ANA) },
  {
    who: 'catalog',
    name: 'plugin:catalog',
    token: as.service('plugin:catalog'),
  },
  {
    who: 'scaffolder',
    name: 'plugin:scaffolder',
    token: as.service('plugin:scaffolder'),
  },
  {
    who: 'personThroughScaffolder',
    name: ANA,
    token: as.personThrough('plugin:scaffolder', ANA),
  },
  {
    who: 'anotherService',
    name: 'external:plugin:scaffolder',
    token: as.service('external:plugin:scaffolder'),
  },
  {
    who: 'personThroughAnother',
    name: ANA,
    token: as.personThrough('plugin:catalog', ANA),
  },
];

/** On behalf of a person, another plugin may do what any person may. */
function isAllowed(who: string, allowed: Who[]): boolean {
  return allowed.some(
    one => one === who || (one === 'person' && who === 'personThroughAnother'),
  );
}

// Leaves time for busy machines.
jest.setTimeout(300_000);

let portal: Portal;

beforeAll(async () => {
  portal = await startPortal();
  await register(portal, 'shop');
});

afterAll(() => portal.stop());

it('knows every route of the document', () => {
  expect(Object.keys(ROUTES).sort()).toEqual(routesInDocument().sort());
});

describe.each(Object.entries(ROUTES))(
  '%s',
  (_route, { method, path, body, allowed }) => {
    it('refuses a request without a token, before it looks at it', async () => {
      const before = [...portal.asked];

      expect((await portal.call(method, path, as.nobody, body)).status).toBe(
        401,
      );
      expect(portal.asked).toEqual(before);
    });

    const refused = CALLERS.filter(({ who }) => !isAllowed(who, allowed));

    it.each(refused)('refuses $who, and tells the auditor', async caller => {
      portal.audited.length = 0;
      portal.rules.decide = () => DENY;
      const answer = await portal.call(method, path, caller.token, body);

      expect(answer.status).toBe(403);
      expect(portal.audited).toEqual([
        {
          eventId: 'http-refusal',
          outcome: 'failed',
          meta: expect.objectContaining({
            caller: caller.name,
            method,
            path: path.split('?')[0],
          }),
        },
      ]);
    });

    it('answers errors without stack, cause or anything beside name and message', async () => {
      const { body: answer } = await portal.call(
        method,
        path,
        as.service('plugin:another'),
        body,
      );

      expect(answer.error).toEqual({
        name: 'NotAllowedError',
        message: expect.any(String),
      });
    });
  },
);

it.each([
  '/setups',
  '/setups/shop',
  '/setups/shop/changes',
  '/accounts',
  `/accounts/${DATA}/buckets?region=us-east-1`,
  '/ledger/verify',
])('GET %s refuses a person whom the policy denies it', async path => {
  portal.rules.decide = () => DENY;

  expect((await portal.get(path, as.person(ANA))).status).toBe(403);
});
