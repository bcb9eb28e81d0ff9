import { JsonObject } from '@backstage/types';
import { ANA, ROLE, RUN } from '../__testUtils__/ledgers';
import { found, ORDERS, RECO } from '../__testUtils__/setups';
import { EntryKind, EntryRow, roleColumns } from '../ledger/entryRow';
import { apply, NO_PAST, Past } from './reducer';
import { tablesOf } from './tables';

const READERS = {
  kind: 'role',
  accountId: ROLE.accountId,
  name: 'Readers',
} as const;
const ROLE_ARN = `arn:aws:iam::${ROLE.accountId}:role/personalize/Personalize-Reco`;
const OWN = `role/${ROLE.accountId}/personalize-reco`;
const HELD = `role/${ROLE.accountId}/readers`;

type Said = [EntryKind, JsonObject?, Partial<Past>?];

const registered = (more: JsonObject = {}, past: Partial<Past> = {}): Said => [
  'registered',
  {
    name: 'reco',
    owner: RECO,
    region: ROLE.region,
    rolePath: ROLE.rolePath,
    roleName: ROLE.roleName,
    holders: [READERS],
    ...more,
  },
  past,
];
const proved: Said = ['proved', { findings: [found('a', 'passed')] }];
const asked: Said = [
  'asked',
  { region: ROLE.region, asked: {}, roleId: 'AROA1' },
];
const transferred: Said = ['transferred', { name: 'reco', to: ORDERS }];
const revoked = (...kept: string[]): Said => [
  'revoked',
  { kept: kept.map(resource => ({ resource })) },
];

/**
 * The result of entries, numbered from 1; an entry without details was pruned.
 */
function comesTo(entries: Said[]) {
  const tables = tablesOf();
  entries.forEach(([kind, details, past], index) => {
    const row: EntryRow = {
      seq: index + 1,
      kind,
      ...roleColumns(ROLE),
      intent_id: null,
      resource: null,
      task_id: RUN.taskId,
      at: `2026-11-0${index + 1}`,
      format: 2,
      payload: details
        ? JSON.stringify({ person: ANA, run: RUN, details })
        : null,
      payload_hash: '',
      previous_hash: '',
      hash: '',
      key_id: '',
    };
    apply(tables, row, { ...NO_PAST, ...past });
  });
  return {
    setup: tables.setups.get({ name_lower: 'reco' }),
    claims: Object.fromEntries(
      tables.claims
        .filter(() => true)
        .map(({ subject, owner, state, seq }) => [
          subject,
          `${state} ${owner} ${seq}`,
        ]),
    ),
    own: tables.claims.filter(({ subject }) => subject === OWN)[0],
  };
}

describe('who may act', () => {
  it.each<[string, Said[], Record<string, string>]>([
    [
      'a registration claims role and holders',
      [registered()],
      { [OWN]: `active ${RECO} 1`, [HELD]: `active ${RECO} 1` },
    ],
    [
      'another one keeps the claims and adds holders',
      [registered({ holders: [] }), registered()],
      { [OWN]: `active ${RECO} 1`, [HELD]: `active ${RECO} 2` },
    ],
    [
      'a transfer makes both another owner’s',
      [registered(), transferred, registered({ owner: ORDERS })],
      { [OWN]: `active ${ORDERS} 2`, [HELD]: `active ${ORDERS} 2` },
    ],
    [
      'a registration makes a person’s claim the team’s',
      [
        ['claimed', { owner: ANA, name: 'x', roleName: 'x', holders: [] }],
        registered(),
      ],
      { [OWN]: `active ${RECO} 2`, [HELD]: `active ${RECO} 2` },
    ],
    ['giving up ends them', [registered(), ['released', {}]], {}],
    [
      'giving up what took over a reservation restores that',
      [
        registered(),
        revoked(ROLE_ARN, `arn:aws:iam::${ROLE.accountId}:role/Readers`),
        registered({ owner: ORDERS, holders: [] }),
        ['released', {}],
      ],
      { [OWN]: `reserved ${RECO} 4`, [HELD]: `reserved ${RECO} 2` },
    ],
    [
      'so does giving it up after a transfer, with what people have',
      [
        registered(),
        revoked(ROLE_ARN, `arn:aws:iam::${ROLE.accountId}:role/Readers`),
        registered(),
        transferred,
        ['released', {}],
      ],
      { [OWN]: `reserved ${RECO} 5`, [HELD]: `reserved ${RECO} 5` },
    ],
    ['taking back ends them', [registered(), revoked()], {}],
    [
      'what stays is reserved',
      [registered(), revoked(`${ROLE_ARN}#inline-policy/x`)],
      { [OWN]: `reserved ${RECO} 2` },
    ],
    [
      'what stays of people is, too',
      [registered(), revoked(`arn:aws:iam::${ROLE.accountId}:role/Readers`)],
      { [HELD]: `reserved ${RECO} 2` },
    ],
    [
      'a reservation is claimed anew',
      [
        registered({ holders: [] }),
        revoked(ROLE_ARN),
        registered({ owner: ORDERS, holders: [] }),
      ],
      { [OWN]: `active ${ORDERS} 3` },
    ],
    ['what was pruned gives nothing', [['registered'], ['revoked']], {}],
  ])('%s', (_what, entries, claims) => {
    expect(comesTo(entries).claims).toEqual(claims);
  });

  it.each<[string, Said[], string | null]>([
    ['nothing was begun', [registered()], null],
    ['something is asked', [registered(), asked], '2026-11-02'],
    ['it was proven', [registered(), proved], '2026-11-02'],
    [
      'something was begun before',
      [registered({}, { isBegun: true })],
      '2026-11-01',
    ],
  ])('lapses by the time since when %s', (_what, entries, usedAt) => {
    expect(comesTo(entries).own?.used_at).toBe(usedAt);
  });

  it('keeps the unique id of the role', () => {
    expect(comesTo([registered(), asked]).own?.role_id).toBe('AROA1');
    expect(comesTo([registered(), asked, transferred]).own?.role_id).toBe(
      'AROA1',
    );
  });
});

describe('a set-up', () => {
  it.each<[string, Said[], JsonObject]>([
    [
      'is pending from its registration',
      [registered()],
      { pending_since: '2026-11-01', applied_at: null, proved_status: null },
    ],
    [
      'is what its proof says',
      [registered(), proved],
      {
        pending_since: null,
        applied_at: '2026-11-02',
        proved_status: 'ok',
        baseline: '{"broken":[],"foreign":[],"adopted":[]}',
      },
    ],
    [
      'is failed where a check failed',
      [registered(), ['proved', { findings: [found('a', 'failed')] }]],
      { proved_status: 'failed' },
    ],
    [
      'is pending again from the first change after it',
      [registered(), proved, ['intent'], asked],
      { pending_since: '2026-11-03', applied_at: '2026-11-02' },
    ],
    [
      'loses what was accepted with its owner',
      [
        registered(),
        ['accepted', { id: 'a', fingerprint: 'f', reason: 'r', until: 'u' }],
        transferred,
      ],
      { owner: ORDERS, accepted: '[]' },
    ],
    [
      'keeps its name alone once it is taken back',
      [registered(), proved, revoked()],
      {
        revoked_at: '2026-11-03',
        revoked_seq: 3,
        baseline: '{}',
        proved_status: null,
      },
    ],
  ])('%s', (_what, entries, facts) => {
    expect(comesTo(entries).setup).toMatchObject(facts);
  });

  it('goes when it is given up', () => {
    expect(comesTo([registered(), ['released', {}]]).setup).toBeUndefined();
  });

  it('goes when entries of it were pruned', () => {
    const pruned = [{ seq: 1, ...roleColumns(ROLE), resource: null }];

    expect(
      comesTo([registered(), revoked(), ['pruned', {}, { pruned }]]).setup,
    ).toBeUndefined();
    expect(
      comesTo([
        registered(),
        revoked(),
        registered({}, { lastRevocation: 2 }),
        ['pruned', {}, { pruned }],
      ]).setup,
    ).toMatchObject({ after_seq: 2 });
  });
});
