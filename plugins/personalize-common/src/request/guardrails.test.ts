import { InvalidRequestError, Problem } from '../errors';
import {
  ANY_TAG,
  applyGuardrails,
  CLOSED_GUARDRAILS,
  Guardrails,
  openGuardrails,
} from './guardrails';
import { parseSetupRequest } from './setup';
import {
  parseCreateRoleRequest,
  parseGrantS3Request,
  parseHardenTrustRequest,
} from './steps';

const ROLE = {
  accountId: '123456789012',
  region: 'us-east-1',
  roleName: 'personalize-reco',
};
const BOUNDARY = 'arn:aws:iam::123456789012:policy/boundary';

type Fields = Record<string, unknown>;

function createRole(guardrails: Guardrails, change: Fields = {}) {
  return applyGuardrails(
    parseCreateRoleRequest({ ...ROLE, ...change }, guardrails),
    guardrails,
  );
}

function problemsOf(run: () => unknown): readonly Problem[] {
  try {
    run();
  } catch (error) {
    if (error instanceof InvalidRequestError) {
      return error.problems;
    }
    throw error;
  }
  return [];
}

describe('a guardrail', () => {
  it('fills in what was left open', () => {
    expect(
      createRole({
        rolePath: '/team/',
        permissionsBoundary: BOUNDARY,
      }),
    ).toMatchObject({
      role: { rolePath: '/team/' },
      settings: { permissionsBoundary: BOUNDARY },
    });
  });

  it('that opens something doesn’t ask for it', () => {
    expect(
      createRole({ servicePolicy: 'documented', allowedTags: [ANY_TAG] }),
    ).toMatchObject({ settings: { servicePolicy: 'scoped', tags: {} } });
    expect(
      createRole(
        { servicePolicy: 'documented', allowedTags: [ANY_TAG] },
        { servicePolicy: 'documented', tags: { any: 'thing' } },
      ),
    ).toMatchObject({
      settings: { servicePolicy: 'documented', tags: { any: 'thing' } },
    });
  });

  it('that isn’t written is closed, and said to be open once it is opened', () => {
    expect(openGuardrails(CLOSED_GUARDRAILS)).toEqual([
      expect.stringMatching(/^roleNamePattern: not set/),
      expect.stringMatching(/^permissionsBoundary: not set/),
      expect.stringMatching(/^federation: not set/),
    ]);
    expect(
      openGuardrails({
        ...CLOSED_GUARDRAILS,
        roleNamePattern: '^personalize-',
        permissionsBoundary: BOUNDARY,
        federation: {},
      }),
    ).toEqual([]);
    expect(
      openGuardrails({
        roleNamePattern: '^personalize-',
        permissionsBoundary: BOUNDARY,
        federation: {},
        allowedTags: ['team', ANY_TAG],
        servicePolicy: 'documented',
        requireMfa: false,
        allowDirectAttachment: true,
        sourceConditions: 'none',
      }).map(phrase => phrase.split(':')[0]),
    ).toEqual([
      'allowedTags',
      'servicePolicy',
      'requireMfa',
      'allowDirectAttachment',
      'sourceConditions',
    ]);
  });

  it('takes what agrees with it, and what is stricter', () => {
    expect(
      createRole(
        {
          roleNamePattern: '^personalize-',
          rolePath: '/team/',
          permissionsBoundary: BOUNDARY,
          servicePolicy: 'documented',
          requiredTags: ['cost-center'],
          allowedTags: ['team'],
        },
        {
          rolePath: '/team/',
          permissionsBoundary: BOUNDARY,
          servicePolicy: 'scoped',
          tags: { 'cost-center': '42', team: 'reco' },
        },
      ),
    ).toMatchObject({
      settings: {
        permissionsBoundary: BOUNDARY,
        servicePolicy: 'scoped',
        tags: { 'cost-center': '42', team: 'reco' },
      },
    });
  });

  it('puts the boundary of its own account on each role', () => {
    const guardrails = {
      permissionsBoundary: 'arn:aws:iam::{accountId}:policy/boundary',
    };
    const boundaryIn = (accountId: string) =>
      createRole(guardrails, { accountId }).settings.permissionsBoundary;

    expect(boundaryIn('123456789012')).toBe(BOUNDARY);
    expect(boundaryIn('012345678901')).toBe(
      'arn:aws:iam::012345678901:policy/boundary',
    );
    // What the person asks for is held against the filled in one.
    expect(
      createRole(guardrails, { permissionsBoundary: BOUNDARY }).settings
        .permissionsBoundary,
    ).toBe(BOUNDARY);
  });

  it('that isn’t set changes and refuses nothing', () => {
    const request = parseCreateRoleRequest({
      ...ROLE,
      rolePath: '/x/',
      permissionsBoundary: BOUNDARY,
      servicePolicy: 'documented',
      tags: { any: 'thing' },
    });
    expect(applyGuardrails(request, {})).toEqual(request);
  });

  const cases: [string, Guardrails, Fields, string, unknown, RegExp][] = [
    [
      'roleNamePattern',
      { roleNamePattern: '^reco-' },
      {},
      'roleName',
      'personalize-reco',
      /personalize\.guardrails\.roleNamePattern .*\^reco-/,
    ],
    [
      'rolePath',
      { rolePath: '/team/' },
      { rolePath: '/team/x/' },
      'rolePath',
      '/team/x/',
      /personalize\.guardrails\.rolePath .*\/team\//,
    ],
    [
      'permissionsBoundary',
      { permissionsBoundary: BOUNDARY },
      { permissionsBoundary: `${BOUNDARY}2` },
      'permissionsBoundary',
      `${BOUNDARY}2`,
      /personalize\.guardrails\.permissionsBoundary puts .*boundary on every role/,
    ],
    [
      'permissionsBoundary of another account',
      { permissionsBoundary: 'arn:aws:iam::210987654321:policy/boundary' },
      {},
      'permissionsBoundary',
      undefined,
      /own account 123456789012.*platform team/,
    ],
    [
      'requiredTags, tag missing',
      { requiredTags: ['cost-center'] },
      { tags: { 'Cost-Center': '42' } },
      'tags.cost-center',
      undefined,
      /personalize\.guardrails\.requiredTags .*cost-center/,
    ],
    [
      'requiredTags, tag empty',
      { requiredTags: ['cost-center'] },
      { tags: { 'cost-center': '' } },
      'tags.cost-center',
      '',
      /personalize\.guardrails\.requiredTags/,
    ],
    [
      'requiredTags, name of a built-in',
      { requiredTags: ['constructor'] },
      {},
      'tags.constructor',
      undefined,
      /personalize\.guardrails\.requiredTags/,
    ],
    [
      'allowedTags',
      { allowedTags: ['team'] },
      { tags: { team: 'x', Team2: 'y' } },
      'tags',
      'Team2',
      /personalize\.guardrails\.allowedTags allows the tags team$/,
    ],
    [
      'allowedTags, none',
      { allowedTags: [] },
      { tags: { team: 'x' } },
      'tags',
      'team',
      /of the portal, and no others/,
    ],
    [
      'servicePolicy',
      { servicePolicy: 'scoped' },
      { servicePolicy: 'documented' },
      'servicePolicy',
      'documented',
      /personalize\.guardrails\.servicePolicy requires scoped/,
    ],
  ];
  it.each(cases)(
    '%s refuses what contradicts it',
    (_title, guardrails, change, field, value, rule) => {
      expect(problemsOf(() => createRole(guardrails, change))).toEqual([
        { field, value, rule: expect.stringMatching(rule) },
      ]);
    },
  );

  it('names all contradictions in the order of the fields', () => {
    const guardrails: Guardrails = {
      roleNamePattern: '^x',
      rolePath: '/x/',
      permissionsBoundary: BOUNDARY,
      requiredTags: ['a'],
      allowedTags: [],
      servicePolicy: 'scoped',
      sourceConditions: 'required',
    };
    const request = parseSetupRequest({
      ...ROLE,
      name: 'reco',
      owner: 'reco',
      rolePath: '/y/',
      permissionsBoundary: 'arn:aws:iam::aws:policy/PowerUserAccess',
      tags: { b: '' },
      servicePolicy: 'documented',
      s3: [],
      sourceConditions: 'none',
    });
    expect(
      problemsOf(() => applyGuardrails(request, guardrails)).map(
        ({ field }) => field,
      ),
    ).toEqual([
      'roleName',
      'rolePath',
      'permissionsBoundary',
      'tags',
      'tags.a',
      'servicePolicy',
      'sourceConditions',
    ]);
  });

  it('on the role holds for an action that has no settings', () => {
    expect(
      problemsOf(() =>
        applyGuardrails(parseHardenTrustRequest(ROLE), {
          roleNamePattern: '^reco-',
          permissionsBoundary: BOUNDARY,
          requiredTags: ['cost-center'],
        }),
      ).map(({ field }) => field),
    ).toEqual(['roleName']);
  });
});

describe('the guardrail sourceConditions', () => {
  const words = ['none', 'if-present', 'required'] as const;
  const grant = (least: Guardrails['sourceConditions'], asked?: string) => {
    const guardrails = { sourceConditions: least };
    return applyGuardrails(
      parseGrantS3Request(
        { ...ROLE, buckets: [], sourceConditions: asked },
        guardrails,
      ),
      guardrails,
    ).sourceConditions;
  };

  it.each([
    ['none', 'if-present'],
    ['if-present', 'if-present'],
    ['required', 'required'],
  ] as const)('%s fills in %s', (least, filled) => {
    expect(grant(least)).toBe(filled);
  });

  const pairs = words.flatMap((least, a) =>
    words.map((asked, b) => ({ least, asked, fits: b >= a })),
  );

  it.each(pairs.filter(({ fits }) => fits))(
    '$least lets $asked through',
    ({ least, asked }) => {
      expect(grant(least, asked)).toBe(asked);
    },
  );

  it.each(pairs.filter(({ fits }) => !fits))(
    '$least refuses $asked',
    ({ least, asked }) => {
      expect(problemsOf(() => grant(least, asked))).toEqual([
        {
          field: 'sourceConditions',
          value: asked,
          rule: `the guardrail personalize.guardrails.sourceConditions requires ${least} or stricter`,
        },
      ]);
    },
  );
});
