import { Finding, finding, FindingKind, FindingSubjects } from './finding';
import {
  Acceptance,
  acceptanceOf,
  Baseline,
  baselineOf,
  isOfUpgrade,
  isPassed,
  judgeSetup,
  SetupJudgement,
} from './judgeSetup';
import { PolicyStatement } from '../policy/document';

const NOW = new Date('2026-11-30T12:00:00Z');
const BUCKET = 'arn:aws:s3:::reco-data';
const TRUST = 'arn:aws:iam::012345678901:role/personalize-shop#trust-policy';

const make = <K extends FindingKind>(
  kind: K,
  outcome: Finding['outcome'],
  subjects: FindingSubjects[K],
  more: Partial<Finding<K>> = {},
) => finding<K>({ id: `${kind}:1`, kind, outcome, subjects, ...more });

const opening = (more: Partial<PolicyStatement> = {}): PolicyStatement => ({
  Effect: 'Allow',
  Principal: { AWS: '999999999999' },
  Action: ['s3:GetObject', 's3:PutObject'],
  Resource: `${BUCKET}/*`,
  ...more,
});

const access = (
  outcome: Finding['outcome'],
  ...kinds: ('deny' | 'source-conditions')[]
) =>
  make('access', outcome, {
    who: { kind: 'service' },
    deed: { kind: 'key', keyArn: 'key' },
    actions: ['kms:Decrypt'],
    reasons: kinds.map(kind =>
      kind === 'deny'
        ? { kind, isSure: false, statement: { document: BUCKET, index: 0 } }
        : { kind },
    ),
  });
const obstacle = (outcome: 'failed' | 'unknown' | 'warning') =>
  make('obstacle', outcome, { outcome, message: 'm', remedy: 'r' });
const elsewhere = (opens: PolicyStatement, isOfSetup = false) =>
  make(
    'elsewhere',
    'warning',
    { who: ['Personalize itself'], excess: [], passesRoles: false, isOfSetup },
    { opens: [opens], statement: { document: BUCKET, index: 0 } },
  );
const added = (
  to: FindingSubjects['added']['to'],
  opens?: PolicyStatement,
  what?: string,
) =>
  make(
    'added',
    'warning',
    {
      to,
      who: [],
      excess: [],
      passesRoles: false,
      ...(what ? { what } : {}),
    },
    opens ? { opens: [opens], statement: { document: TRUST, index: 0 } } : {},
  );
const analysis = (
  severity: 'error' | 'security-warning',
  isOwn: boolean,
  outcome: Finding['outcome'],
) =>
  make('analysis', outcome, {
    place: BUCKET,
    code: 'C',
    severity,
    isOwn,
    message: '',
  });

const PARTNER = opening({ Action: 'sts:AssumeRole', Resource: undefined });
const ROLE = make('role', 'passed', { roleArn: 'r' });

const AFTER_RUN = baselineOf(
  { findings: [ROLE], isAdopted: false, roleId: 'AROA1' },
  undefined,
);
const baselineWith = (...findings: Finding[]): Baseline =>
  baselineOf({ findings, isAdopted: true, roleId: 'AROA1' }, undefined);

const look = (
  findings: Finding[],
  baseline: Baseline | undefined = AFTER_RUN,
  acceptances: Acceptance[] = [],
): SetupJudgement => judgeSetup(findings, { baseline, acceptances, now: NOW });
const run = (findings: Finding[]) =>
  judgeSetup(findings, { baseline: AFTER_RUN, isRun: true, now: NOW });

type Row = [
  what: string,
  found: Finding,
  later: SetupJudgement['status'],
  atRun?: SetupJudgement['status'],
  baseline?: Baseline,
];

describe('the table of statuses', () => {
  it.each<Row>([
    ['nothing', ROLE, 'ok'],
    ['AWS that didn’t tell', obstacle('unknown'), 'unknown'],
    [
      'a plan that can’t be made any more',
      make('unplannable', 'failed', { reason: '' }),
      'drifted',
      'failed',
    ],
    [
      'a role that is gone',
      make('role', 'failed', { roleArn: 'r' }),
      'drifted',
      'failed',
    ],
    ['a key that can’t be used', obstacle('failed'), 'drifted', 'failed'],
    [
      'ours that was changed outside, also where others give the same',
      make('changed-outside', 'failed', { holder: BUCKET, sids: [] }),
      'drifted',
      'failed',
    ],
    [
      'something that doesn’t work',
      access('failed', 'deny'),
      'drifted',
      'failed',
    ],
    ['a principal in the trust', added('trust', PARTNER), 'drifted', 'drifted'],
    [
      'a principal in the trust that stood at adoption',
      added('trust', PARTNER),
      'ok',
      'drifted',
      baselineWith(added('trust', PARTNER)),
    ],
    [
      'a principal in the trust that has less than at adoption',
      added(
        'trust',
        opening({
          Principal: { AWS: '999999999999' },
          Action: 'sts:AssumeRole',
          Resource: undefined,
          Condition: { Bool: { 'aws:MultiFactorAuthPresent': 'true' } },
        }),
      ),
      'ok',
      'drifted',
      baselineWith(added('trust', PARTNER)),
    ],
    ['a policy on the role', added('role', opening()), 'drifted', 'drifted'],
    ['a boundary', added('boundary', undefined, 'b'), 'drifted', 'drifted'],
    [
      'another boundary than at adoption',
      added('boundary', undefined, 'b'),
      'drifted',
      'drifted',
      baselineWith(added('boundary', undefined, 'a')),
    ],
    [
      'a tag that a policy uses',
      added('tag', undefined, 'a=b'),
      'drifted',
      'drifted',
    ],
    [
      'our preset on somebody else',
      added('preset-holders', undefined, 'p'),
      'drifted',
      'drifted',
    ],
    [
      'a bucket of another account, with its hand-off open',
      obstacle('warning'),
      'attention',
      'attention',
    ],
    [
      'the default key of a bucket that isn’t granted',
      make('default-key', 'warning', {
        bucket: 'b',
        keyArn: 'k',
        use: 'unusable',
      }),
      'attention',
      'attention',
    ],
    [
      'the same where an export can’t be written',
      make('default-key', 'failed', {
        bucket: 'b',
        keyArn: 'k',
        use: 'unusable',
      }),
      'drifted',
      'failed',
    ],
    [
      'encryption that Personalize can’t use',
      make('encryption', 'warning', { bucket: 'b', flaw: 'twice' }),
      'attention',
      'attention',
    ],
    [
      'a Deny that can’t be decided',
      access('unknown', 'deny'),
      'attention',
      'attention',
    ],
    [
      'trust that admits a part',
      make('trust-part', 'warning', { accountId: 'a', region: 'r' }),
      'attention',
      'attention',
    ],
    [
      'source keys, on which AWS documents nothing',
      access('unknown', 'source-conditions'),
      'ok',
    ],
    ['access by others that is new', elsewhere(opening()), 'attention', 'ok'],
    [
      'access by others that stood at the run',
      elsewhere(opening()),
      'ok',
      'ok',
      baselineWith(elsewhere(opening())),
    ],
    [
      'access by others, less than stood at the run',
      elsewhere(opening({ Action: 's3:GetObject' })),
      'ok',
      'ok',
      baselineWith(elsewhere(opening())),
    ],
    [
      'access by others, more than stood at the run',
      elsewhere(opening({ Action: 's3:*' })),
      'attention',
      'ok',
      baselineWith(elsewhere(opening())),
    ],
    ['another set-up', elsewhere(opening(), true), 'ok'],
    [
      'an error of Access Analyzer in ours',
      analysis('error', true, 'failed'),
      'drifted',
      'failed',
    ],
    [
      'a security warning of Access Analyzer in ours',
      analysis('security-warning', true, 'warning'),
      'attention',
      'attention',
    ],
    [
      'what Access Analyzer says of others',
      analysis('error', false, 'warning'),
      'ok',
    ],
    [
      'a permission set that nobody has yet',
      make('unassigned', 'warning', { holder: 's' }),
      'ok',
    ],
    [
      'statements left where the portal can’t write',
      make('plan-warning', 'warning', { message: 'm', lasts: 'attention' }),
      'attention',
      'attention',
    ],
    [
      'a bucket that CloudFormation owns',
      make('plan-warning', 'warning', { message: 'm', lasts: 'quiet' }),
      'ok',
    ],
    ['an update', make('update-available', 'warning', { resource: 'r' }), 'ok'],
  ])('%s', (_what, found, later, atRun = later, baseline = AFTER_RUN) => {
    expect(look([ROLE, found], baseline).status).toBe(later);
    expect(run([ROLE, found]).status).toBe(atRun);
    expect(look([ROLE, found], baseline).failing).toEqual(
      later === 'ok' ? [] : [found],
    );
  });

  it('has what asks for more first', () => {
    const all = [
      access('failed', 'deny'),
      obstacle('unknown'),
      elsewhere(opening()),
    ].map((one, index) => ({ ...one, id: `${index}` }));

    expect(look(all).status).toBe('drifted');
    expect(run(all).status).toBe('failed');
    expect(look(all.slice(1)).status).toBe('unknown');
    expect(look(all.slice(2)).status).toBe('attention');
  });

  it('tells that an update is available beside the status', () => {
    const update = make('update-available', 'warning', { resource: 'r' });

    expect(look([update]).updateAvailable).toBe(true);
    expect(look([ROLE]).updateAvailable).toBe(false);
  });
});

describe('what failed at the last run', () => {
  const broken = access('failed', 'deny');
  const other = { ...broken, id: 'other' };

  it('has failed, and hasn’t drifted', () => {
    expect(look([broken], baselineWith(broken)).status).toBe('failed');
    expect(look([broken, other], baselineWith(broken)).status).toBe('drifted');
  });

  it('has failed where no run was proven', () => {
    expect(judgeSetup([broken], { baseline: undefined, now: NOW }).status).toBe(
      'failed',
    );
  });
});

describe('the baseline', () => {
  const trust = added('trust', PARTNER);

  it('never takes an addition in by a run again', () => {
    const again = baselineOf(
      { findings: [trust], isAdopted: true, roleId: 'AROA1' },
      baselineWith(),
    );
    expect(look([trust], again).status).toBe('drifted');
  });

  it('takes nothing in on a role that the product made', () => {
    const made = baselineOf(
      { findings: [trust], isAdopted: false, roleId: 'AROA1' },
      undefined,
    );
    expect(look([trust], made).status).toBe('drifted');
  });

  it('carries on what stood at adoption, until another role is adopted', () => {
    const carried = baselineOf(
      { findings: [], isAdopted: true, roleId: 'AROA1' },
      baselineWith(trust),
    );
    expect(look([trust], carried).status).toBe('ok');
    const another = baselineOf(
      { findings: [], isAdopted: true, roleId: 'AROA2' },
      carried,
    );
    expect(look([trust], another).status).toBe('drifted');
  });

  it('takes nothing in after a run that couldn’t read the role', () => {
    const unread = baselineOf(
      { findings: [], isAdopted: true },
      baselineWith(),
    );
    const again = baselineOf(
      { findings: [trust], isAdopted: true, roleId: 'AROA1' },
      unread,
    );
    expect(look([trust], again).status).toBe('drifted');
  });

  it('keeps what others opened where the run couldn’t read all', () => {
    const there = elsewhere(opening());
    const other = {
      ...elsewhere(opening({ Action: 's3:ListBucket', Resource: BUCKET })),
      id: 'other',
    };
    const unread = obstacle('unknown');
    const baseline = [
      [unread, other],
      [unread, other],
    ].reduce(
      (before, findings) =>
        baselineOf({ findings, isAdopted: false, roleId: 'AROA1' }, before),
      baselineWith(there),
    );

    expect(look([there, other], baseline).status).toBe('ok');
    expect(baseline.foreign).toEqual([there, other]);
    expect(
      baselineOf(
        { findings: [ROLE], isAdopted: false, roleId: 'AROA1' },
        baseline,
      ).foreign,
    ).toEqual([]);
  });

  it('of a role that the first proof couldn’t read makes nothing drift until one has read it', () => {
    const unread = { ...obstacle('unknown'), id: 'role:exists' };
    const first = baselineOf(
      { findings: [unread], isAdopted: true },
      undefined,
    );
    const again = baselineOf({ findings: [unread], isAdopted: true }, first);

    for (const baseline of [first, again]) {
      expect(look([ROLE, trust], baseline).status).toBe('ok');
      const read = baselineOf(
        { findings: [ROLE], isAdopted: true, roleId: 'AROA1' },
        baseline,
      );
      expect(look([ROLE, trust], read).status).toBe('drifted');
    }
  });

  it.each<[string, Finding, boolean]>([
    ['a role that the product made', obstacle('unknown'), false],
    [
      'a role that wasn’t there',
      make('role', 'failed', { roleArn: 'r' }),
      true,
    ],
  ])('of %s waits for no reading', (_what, found, isAdopted) => {
    const findings = [{ ...found, id: 'role:exists' }];
    const baseline = baselineOf({ findings, isAdopted }, undefined);
    expect(look([ROLE, trust], baseline).status).toBe('drifted');
  });

  it('makes no unknown of a run quiet', () => {
    const unread = obstacle('unknown');
    expect(look([unread], baselineWith(unread)).status).toBe('unknown');
  });

  it('tells who has a policy apart from what it opens', () => {
    const everything = opening({ Principal: undefined });
    const of = (name: string) =>
      make(
        'elsewhere',
        'warning',
        { who: [name], excess: [], passesRoles: false, isOfSetup: false },
        { opens: [everything], statement: { document: 'p', index: 0 } },
      );
    expect(
      look([of('the user eve')], baselineWith(of('the group data'))).status,
    ).toBe('attention');
  });
});

describe('the first look after an upgrade', () => {
  const PEOPLE_ROLE = 'arn:aws:iam::012345678901:role/readers';
  const trust = added('trust', PARTNER);
  const changed = (holder: string, isGivenByOthers = false) =>
    make(
      'changed-outside',
      'failed',
      {
        holder,
        sids: ['S'],
        ...(isGivenByOthers
          ? { byOthers: { document: holder, index: 0 } }
          : {}),
      },
      { id: `stands:${holder}` },
    );
  const allowing = (Action: string): PolicyStatement => ({
    Effect: 'Allow',
    Action,
    Resource: '*',
  });
  const onPeopleRole = (Action: string): Finding => ({
    ...added('people-role', allowing(Action)),
    id: `added:role readers:${PEOPLE_ROLE}#inline-policy/more:#1`,
  });
  const defaultKey = make(
    'default-key',
    'failed',
    { bucket: 'b', keyArn: 'k', use: 'unusable' },
    { id: 's3:default-key:b' },
  );
  const encryption = make(
    'encryption',
    'failed',
    { bucket: 'b', flaw: 'twice' },
    { id: 's3:default-key:b' },
  );
  const ROLE_ARN = 'arn:aws:iam::012345678901:role/personalize/shop';
  const former = (ids: string[] = [], broken: string[] = []): Baseline => ({
    broken,
    foreign: [],
    adopted: [],
    former: ids,
  });

  type FormerRow = [
    what: string,
    found: Finding,
    baseline: Baseline,
    status: SetupJudgement['status'],
  ];
  const isNews = (found: Finding, baseline: Baseline) =>
    !isOfUpgrade(look([ROLE, found], baseline).failing, baseline);

  it.each<FormerRow>([
    [
      'a principal in the trust that it warned of',
      { ...trust, id: 'added:trust:Partner' },
      former(['elsewhere:trust:Partner']),
      'ok',
    ],
    [
      'a holder of a preset, whom it didn’t name',
      {
        ...added('preset-holders', undefined, 'p'),
        id: 'users:others:p:user eve',
      },
      former(['users:others:p']),
      'ok',
    ],
    [
      'a holder of a preset where it couldn’t tell',
      {
        ...added('preset-holders', undefined, 'p'),
        id: 'users:others:p:user eve',
      },
      former(['users:others']),
      'ok',
    ],
    ['a boundary', added('boundary', undefined, 'b'), former(), 'ok'],
    ['a tag', added('tag', undefined, 'a=b'), former(), 'ok'],
    ['what people may do besides', onPeopleRole('s3:*'), former(), 'ok'],
    [
      'what a plan warns of',
      make('plan-warning', 'warning', { message: 'm', lasts: 'attention' }),
      former(),
      'attention',
    ],
    [
      'what it warned of and asks for something now',
      { ...obstacle('warning'), id: 's3:usable:b' },
      former(['s3:usable:b']),
      'attention',
    ],
    [
      'what it couldn’t tell either',
      { ...obstacle('unknown'), id: 's3:usable:b' },
      former(['s3:usable:b']),
      'unknown',
    ],
    [
      'a default key for an export that it warned of',
      defaultKey,
      former([defaultKey.id]),
      'failed',
    ],
    [
      'encryption for an export that it warned of',
      encryption,
      former([encryption.id]),
      'failed',
    ],
    [
      'what others gave already, by its own word',
      changed(BUCKET, true),
      former([`stands:${BUCKET}`]),
      'failed',
    ],
    [
      'a trust of others that fits, which hardening leaves',
      changed(TRUST, true),
      former(),
      'failed',
    ],
    ...[
      ['bucket', `s3:update:${BUCKET}`, BUCKET],
      ['trust', `trust:update:${TRUST}`, TRUST],
      ['role', `role:update:${ROLE_ARN}`, ROLE_ARN],
      ['inline policy', `s3:update:${ROLE_ARN}#inline-policy/P`, ROLE_ARN],
      [
        'service policy',
        `role:create:${ROLE_ARN.replace(':role/', ':policy/')}-service`,
        ROLE_ARN,
      ],
    ].map(
      ([what, failed, holder]): FormerRow => [
        `what failed in its plan already: a ${what}`,
        changed(holder),
        former([], [failed]),
        'failed',
      ],
    ),
  ])('tells nobody of %s', (_what, found, baseline, status) => {
    expect(look([ROLE, found], baseline).status).toBe(status);
    expect(status === 'ok' || !isNews(found, baseline)).toBe(true);
    expect(look([ROLE, found], { ...AFTER_RUN }).status).not.toBe('ok');
  });

  it.each<FormerRow>([
    [
      'a role that is gone',
      make('role', 'failed', { roleArn: 'r' }),
      former(),
      'drifted',
    ],
    ['ours that is missing', changed(BUCKET), former(), 'drifted'],
    [
      'ours that is missing where others only gave the same before',
      changed(BUCKET),
      former([`stands:${BUCKET}`]),
      'drifted',
    ],
    [
      'ours that only others give now',
      changed(BUCKET, true),
      former(),
      'drifted',
    ],
    [
      'ours that is missing elsewhere than its plan failed',
      changed(BUCKET),
      former([], [`s3:update:${BUCKET}-2`, `s3:update:${ROLE_ARN}`]),
      'drifted',
    ],
    ['a default key that it found usable', defaultKey, former(), 'drifted'],
    [
      'what couldn’t be read and is gone',
      { ...obstacle('failed'), id: 's3:usable:b' },
      former(['s3:usable:b']),
      'drifted',
    ],
    [
      'another principal in the trust',
      { ...trust, id: 'added:trust:Backdoor' },
      former(['elsewhere:trust:Partner']),
      'drifted',
    ],
    [
      'a policy on the role',
      { ...added('role', opening()), id: 'added:policy:#1' },
      former(['elsewhere:policy']),
      'drifted',
    ],
    [
      'people who may pass other roles',
      onPeopleRole('iam:*'),
      former(),
      'drifted',
    ],
    [
      'access by others that it would have named',
      elsewhere(opening()),
      former(),
      'attention',
    ],
    ['what can’t be read', obstacle('unknown'), former(), 'unknown'],
  ])('tells of %s', (_what, found, baseline, status) => {
    expect(look([ROLE, found], baseline).status).toBe(status);
    expect(isNews(found, baseline)).toBe(true);
  });

  it('is told where one finding is news', () => {
    const known = { ...obstacle('warning'), id: 'a' };
    const baseline = former(['a']);

    expect(isOfUpgrade([known], baseline)).toBe(true);
    expect(isOfUpgrade([known, elsewhere(opening())], baseline)).toBe(false);
    expect(isOfUpgrade([known], AFTER_RUN)).toBe(false);
    expect(isOfUpgrade([], baseline)).toBe(false);
  });

  it('takes into the next proof of an adopted role what nobody looked for', () => {
    const tag = added('tag', undefined, 'a=b');
    const backdoor = { ...trust, id: 'added:trust:Backdoor' };
    const proof = { findings: [ROLE, tag, backdoor], roleId: 'AROA1' };
    const adopted = baselineOf({ ...proof, isAdopted: true }, former());
    const made = baselineOf({ ...proof, isAdopted: false }, former());

    expect(adopted).toMatchObject({ adopted: [tag] });
    expect(adopted).not.toHaveProperty('former');
    expect(look([tag], adopted).status).toBe('ok');
    expect(look([backdoor], adopted).status).toBe('drifted');
    expect(look([tag], made).status).toBe('drifted');
  });

  it('counts as the first until a proof could read all', () => {
    const tag = added('tag', undefined, 'a=b');
    const proof = { findings: [obstacle('unknown')], isAdopted: true };
    const unread = baselineOf(proof, former(['elsewhere:trust:Partner']));

    expect(look([tag], unread).status).toBe('ok');
    expect(look([{ ...trust, id: 'added:trust:Partner' }], unread).status).toBe(
      'ok',
    );
  });
});

describe('an acceptance', () => {
  const undecided = access('unknown', 'deny');
  const accept = (
    found: Finding,
    more: Partial<Acceptance> = {},
  ): Acceptance => ({
    id: found.id,
    fingerprint: found.fingerprint ?? '',
    reason: 'It is meant to be.',
    person: 'user:default/ana',
    acceptedAt: '2026-11-01T00:00:00Z',
    until: '2026-12-01T00:00:00Z',
    ...more,
  });

  it('covers one finding, which is counted beside the status', () => {
    expect(look([undecided], AFTER_RUN, [accept(undecided)])).toMatchObject({
      status: 'ok',
      failing: [],
      accepted: 1,
    });
  });

  it.each<[string, Partial<Acceptance>]>([
    ['on its date', { until: NOW.toISOString() }],
    ['when what was found is another thing', { fingerprint: 'sha256:other' }],
    ['for another finding', { id: 'other' }],
  ])('lapses %s', (_when, more) => {
    expect(
      look([undecided], AFTER_RUN, [accept(undecided, more)]),
    ).toMatchObject({ status: 'attention', accepted: 0 });
  });

  it.each([
    ['elsewhere:b:#2', 'elsewhere:b:#3', true],
    ['added:role readers:p:#2', 'added:role readers:p:#1', true],
    ['access-analyzer:C:b:2', 'access-analyzer:C:b:3', true],
    ['elsewhere:b:#2', 'elsewhere:c:#2', false],
    ['elsewhere:b:#2', 'elsewhere:b:Sid', false],
    ['s3:usable:222', 's3:usable:333', false],
  ])('of %s covers the same at %s: %s', (accepted, id, isCovered) => {
    const found = { ...elsewhere(opening()), id };
    expect(
      look([found], AFTER_RUN, [accept(found, { id: accepted, widens: true })])
        .status,
    ).toBe(isCovered ? 'ok' : 'attention');
  });

  it.each([
    ['others’ access', elsewhere(opening()), 'attention'],
    ['a principal in the trust', added('trust', PARTNER), 'drifted'],
  ] as const)(
    'covers %s only as one that widens access',
    (_what, found, status) => {
      expect(look([found], AFTER_RUN, [accept(found)])).toMatchObject({
        status,
        accepted: 0,
      });
      expect(
        look([found], AFTER_RUN, [accept(found, { widens: true })]),
      ).toMatchObject({ status: 'ok', accepted: 1 });
    },
  );

  it.each([
    ['what is broken', access('failed', 'deny'), 'drifted'],
    ['what couldn’t be read', obstacle('unknown'), 'unknown'],
  ] as const)('is none for %s', (_what, found, status) => {
    expect(look([found], AFTER_RUN, [accept(found)])).toMatchObject({
      status,
      accepted: 0,
    });
    expect(acceptanceOf(found, AFTER_RUN)).toBeUndefined();
  });

  it.each([
    ['a Deny', undecided, false],
    ['a tag', added('tag', undefined, 'a=b'), false],
    ['a boundary', added('boundary', undefined, 'b'), false],
    ['a principal in the trust', added('trust', PARTNER), true],
    [
      'our preset on somebody else',
      added('preset-holders', undefined, 'p'),
      true,
    ],
    ['access by others', elsewhere(opening()), true],
  ] as const)('of %s widens: %#', (_what, found, widens) => {
    expect(acceptanceOf(found, AFTER_RUN)).toEqual({ widens });
  });
});

describe('a run', () => {
  it.each([
    ['all passes', ROLE, true],
    ['something is broken', access('failed', 'deny'), false],
    ['AWS didn’t tell', obstacle('unknown'), false],
    ['others added something', added('trust', PARTNER), true],
    ['somebody has something to do', obstacle('warning'), true],
    ['a Deny can’t be decided', access('unknown', 'deny'), true],
  ] as const)('where %s is passed: %#', (_what, found, passed) => {
    expect(isPassed([ROLE, found])).toBe(passed);
  });
});

describe('a fingerprint', () => {
  const of = (
    opens: PolicyStatement[],
    subjects: Partial<FindingSubjects['elsewhere']> = {},
    index = 0,
  ) =>
    make(
      'elsewhere',
      'warning',
      {
        who: [],
        excess: [],
        passesRoles: false,
        isOfSetup: false,
        ...subjects,
      },
      { opens, statement: { document: BUCKET, index } },
    ).fingerprint;
  const fingerprint = <K extends FindingKind>(
    kind: K,
    subjects: FindingSubjects[K],
    outcome: Finding['outcome'] = 'warning',
  ) => make(kind, outcome, subjects).fingerprint;

  it('doesn’t change with the place of a statement, and does with its content', () => {
    expect(of([opening()])).toBe(of([opening()], {}, 3));
    expect(of([opening()])).not.toBe(of([opening({ Action: 's3:*' })]));
  });

  it('doesn’t change with what the set-up itself asks for', () => {
    const beyond = (...values: string[]) => ({
      who: ['Personalize itself'],
      excess: [{ dimension: 'action' as const, values }],
    });
    expect(of([opening()], beyond('s3:GetObject'))).toBe(
      of([opening()], { ...beyond('s3:PutObject'), who: ['the role shop'] }),
    );
  });

  it('is of who has a policy, in any order', () => {
    const identity = [opening({ Principal: undefined })];
    const who = ['the user eve', 'the group data'];

    expect(of(identity, { who })).toBe(
      of(identity, { who: [...who].reverse() }),
    );
    expect(of(identity, { who })).not.toBe(of(identity, { who: [who[0]] }));
  });

  it('doesn’t change with how often, or in which order, statements decide', () => {
    const [one, other] = [opening(), opening({ Action: 's3:*' })];
    const about = (...statements: PolicyStatement[]) =>
      finding(access('unknown', 'deny'), statements).fingerprint;

    expect(about(one, other)).toBe(about(other, one, other));
    expect(about(one)).not.toBe(about(one, other));
  });

  it('doesn’t change with a sentence', () => {
    expect(
      fingerprint('obstacle', {
        outcome: 'warning',
        message: 'a',
        remedy: 'b',
      }),
    ).toBe(
      fingerprint('obstacle', {
        outcome: 'warning',
        message: 'c',
        remedy: 'd',
      }),
    );
    expect(
      fingerprint('plan-warning', { message: 'a', lasts: 'attention' }),
    ).toBe(fingerprint('plan-warning', { message: 'b', lasts: 'attention' }));
    expect(fingerprint('unplannable', { reason: 'a' }, 'failed')).toBe(
      fingerprint('unplannable', { reason: 'b' }, 'failed'),
    );
  });

  it('changes with a boundary, a tag and a key', () => {
    const tag = (what: string) => added('tag', undefined, what).fingerprint;
    expect(tag('a=b')).not.toBe(tag('a=c'));

    const key = (keyArn: string) =>
      fingerprint('default-key', { bucket: 'b', keyArn, use: 'unusable' });
    expect(key('k')).not.toBe(key('l'));
  });
});
