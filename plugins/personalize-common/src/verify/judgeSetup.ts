import { SetupStatus } from '../setup/status';
import { isContained } from './excess/excess';
import { Finding, FindingKind, statementHolders } from './finding';
import { FormerProof, isOfFormer } from './formerVersion';
import { ROLE_EXISTS, withoutNumber } from './ids';

/** What one finding means for a set-up. */
export type Weight =
  /** What was requested doesn't work, doesn't stand, or more was opened. */
  | 'broken'
  /** Others added something to what is ours. */
  | 'added'
  /** AWS didn't tell. */
  | 'unknown'
  /** Somebody has something to do. */
  | 'attention'
  | 'quiet';

/** What decides the weight of a finding. */
type Rule = Weight | ((found: Finding, baseline: Baseline) => Weight);

/** By outcome, unless the kind of the finding says otherwise. */
const BY_OUTCOME: Record<Finding['outcome'], Weight> = {
  passed: 'quiet',
  failed: 'broken',
  unknown: 'unknown',
  warning: 'quiet',
};

/**
 * The table of statuses: what a finding of a kind means where its outcome alone
 * doesn't say.
 */
const RULES: {
  [K in FindingKind]?: Partial<Record<Finding['outcome'], Rule>>;
} = {
  // A Deny or a condition that can't be decided.
  access: {
    unknown: found =>
      found.kind === 'access' &&
      found.subjects.reasons.every(({ kind }) => kind === 'source-conditions')
        ? 'quiet'
        : 'attention',
  },
  'trust-part': { warning: 'attention' },
  // A bucket of another account, a permission set that holds other policies.
  obstacle: { warning: 'attention' },
  'default-key': { warning: 'attention' },
  encryption: { warning: 'attention' },
  added: {
    warning: (found, baseline) =>
      baseline.adopted === undefined ||
      isKnown(found, baseline.adopted) ||
      isOfFormer(found, baseline)
        ? 'quiet'
        : 'added',
  },
  elsewhere: {
    warning: (found, baseline) =>
      (found.kind === 'elsewhere' && found.subjects.isOfSetup) ||
      isKnown(found, baseline.foreign) ||
      isOfFormer(found, baseline)
        ? 'quiet'
        : 'attention',
  },
  'plan-warning': {
    warning: found =>
      found.kind === 'plan-warning' ? found.subjects.lasts : 'quiet',
  },
  analysis: {
    warning: found =>
      found.kind === 'analysis' && found.subjects.isOwn ? 'attention' : 'quiet',
  },
};

/** What a set-up is judged by: how it stood at the end of its last run. */
export type Baseline = FormerProof & {
  /** What others' statements opened elsewhere then. */
  foreign: Finding[];
  /** What others had added to the role when it was adopted. Undefined until a proof has read the role. */
  adopted?: Finding[];
  /** Unique id of the role. */
  roleId?: string;
};

/** What a run's proof found, as the ledger keeps it. */
export type ProvedSetup = {
  findings: Finding[];
  /** Unique id of the role; undefined where there is none. */
  roleId?: string;
  /** Whether somebody had made the role before the set-up took it over. */
  isAdopted: boolean;
};

const NOTHING: Baseline = { broken: [], foreign: [], adopted: [] };

/** Before the first proof. */
const FIRST: Baseline = { broken: [], foreign: [] };

/**
 * The baseline after a run. What stood on a role when it was adopted is recorded in
 * the first proof that reads it, and carried on: no later run makes an addition
 * ours. What a proof couldn't read is as it was.
 *
 * @param previous - of the run before; undefined for the first one
 */
export function baselineOf(
  { findings, roleId, isAdopted }: ProvedSetup,
  previous: Baseline = FIRST,
): Baseline {
  const weighing = (weight: Weight) =>
    findings.filter(found => weightOf(found, NOTHING) === weight);
  const isUnread = weighing('unknown').length > 0;
  const elsewhere = findings.filter(({ kind }) => kind === 'elsewhere');
  const adopted = adoptedAfter({ findings, roleId, isAdopted }, previous);
  // A role that couldn't be read is the one that it was.
  const ofRole = roleId ?? previous.roleId;
  return {
    broken: weighing('broken').map(({ id }) => id),
    foreign: isUnread
      ? [
          ...previous.foreign.filter(found => !isKnown(found, elsewhere)),
          ...elsewhere,
        ]
      : elsewhere,
    ...(adopted ? { adopted } : {}),
    ...(ofRole === undefined ? {} : { roleId: ofRole }),
    ...(isUnread && previous.former ? { former: previous.former } : {}),
  };
}

/** What was added to the role when it was adopted, as far as that is known after a proof. */
function adoptedAfter(
  { findings, roleId, isAdopted }: ProvedSetup,
  previous: Baseline,
): Finding[] | undefined {
  const added = isAdopted
    ? findings.filter(({ kind }) => kind === 'added')
    : [];
  const isOther = roleId !== undefined && roleId !== previous.roleId;
  if (previous.former) {
    return [
      ...(previous.adopted ?? []),
      ...added.filter(found => isOfFormer(found, previous)),
    ];
  }
  if (previous.adopted && !isOther) {
    return previous.adopted;
  }
  const isUnread = findings.some(
    ({ id, outcome }) => id === ROLE_EXISTS && outcome === 'unknown',
  );
  return isAdopted && isUnread ? undefined : added;
}

/** Accepts one finding of a set-up, never the set-up. */
export type Acceptance = {
  /** Id of the finding. */
  id: string;
  /** Of the finding as it was accepted: it lapses when that changes. */
  fingerprint: string;
  reason: string;
  /** Whether who accepted it may accept what widens access. */
  widens?: boolean;
  /** Entity ref of the person. */
  person: string;
  /** ISO 8601, UTC. */
  acceptedAt: string;
  /** When it lapses; ISO 8601, UTC. */
  until: string;
};

/** How a set-up stands. */
export type SetupJudgement = {
  status: Exclude<SetupStatus, 'pending' | 'revoked'>;
  /** What gives the status; empty for `ok`. */
  failing: Finding[];
  /** How many findings are accepted. */
  accepted: number;
  updateAvailable: boolean;
};

/**
 * How a set-up stands by what was found. A status that asks for more comes first:
 * what couldn't be read is never `ok`.
 *
 * @param baseline - undefined where no run has proven it
 * @param isRun - whether it is the end of a run: what is broken then has failed,
 * and what others opened elsewhere is what stands at it
 * @param now - for acceptances that lapse
 */
export function judgeSetup(
  findings: readonly Finding[],
  {
    baseline,
    acceptances = [],
    isRun = false,
    now,
  }: {
    baseline: Baseline | undefined;
    acceptances?: readonly Acceptance[];
    isRun?: boolean;
    now: Date;
  },
): SetupJudgement {
  const before = baseline ?? NOTHING;
  const known = isRun ? { ...before, foreign: [...findings] } : before;
  const weighed = findings.map(found => {
    const weight = weightOf(found, known);
    const isAccepted =
      isAcceptable(weight) &&
      acceptances.some(acceptance => covers(acceptance, found, now));
    return { found, weight, isAccepted };
  });
  const failing = weighed.filter(
    ({ weight, isAccepted }) => weight !== 'quiet' && !isAccepted,
  );
  const has = (weight: Weight) => failing.some(one => one.weight === weight);
  const isBroken = has('broken');
  const isOldFailure =
    isRun ||
    !baseline ||
    failing.every(
      ({ found, weight }) =>
        weight !== 'broken' ||
        baseline.broken.includes(found.id) ||
        isOfFormer(found, baseline),
    );
  return {
    status: statusOf({
      failed: isBroken && isOldFailure && (isRun || !has('added')),
      drifted: isBroken || has('added'),
      unknown: has('unknown'),
      attention: has('attention'),
    }),
    failing: failing.map(({ found }) => found),
    accepted: weighed.filter(({ isAccepted }) => isAccepted).length,
    updateAvailable: findings.some(({ kind }) => kind === 'update-available'),
  };
}

/** The first that is so. */
function statusOf(
  is: Record<'failed' | 'drifted' | 'unknown' | 'attention', boolean>,
): SetupJudgement['status'] {
  const order = ['failed', 'drifted', 'unknown', 'attention'] as const;
  return order.find(status => is[status]) ?? 'ok';
}

/** Whether a run that ends with these findings is passed: all works, and all could be read. */
export function isPassed(findings: readonly Finding[]): boolean {
  return !findings.some(found =>
    ['broken', 'unknown'].includes(weightOf(found, NOTHING)),
  );
}

/**
 * Whether somebody may accept a finding, by how it weighs on the set-up.
 *
 * @returns undefined where nobody can; else whether it widens access, which only a
 * platform person accepts
 */
export function acceptanceOf(
  found: Finding,
  baseline: Baseline | undefined,
): { widens: boolean } | undefined {
  return isAcceptable(weightOf(found, baseline ?? NOTHING))
    ? { widens: isWidening(found) }
    : undefined;
}

function isWidening(found: Finding): boolean {
  return (found.opens ?? []).length > 0 || isForMore(found);
}

/** A preset on somebody else widens access without a statement of its own. */
function isForMore(found: Finding): boolean {
  return found.kind === 'added' && found.subjects.to === 'preset-holders';
}

function isAcceptable(weight: Weight): boolean {
  return weight === 'attention' || weight === 'added';
}

function covers(
  { id, fingerprint, until, widens }: Acceptance,
  found: Finding,
  now: Date,
): boolean {
  return (
    withoutNumber(id) === withoutNumber(found.id) &&
    fingerprint === found.fingerprint &&
    (widens === true || !isWidening(found)) &&
    Date.parse(until) > now.getTime()
  );
}

function weightOf(found: Finding, baseline: Baseline): Weight {
  const rule = RULES[found.kind]?.[found.outcome] ?? BY_OUTCOME[found.outcome];
  return typeof rule === 'function' ? rule(found, baseline) : rule;
}

/** Whether a finding was there before, or opens no more in its document than others did. */
function isKnown(found: Finding, before: readonly Finding[]): boolean {
  const { kind, opens = [], statement } = found;
  const there = before.filter(
    other =>
      other.kind === kind && other.statement?.document === statement?.document,
  );
  return (
    before.some(
      ({ id, fingerprint }) =>
        id === found.id && fingerprint === found.fingerprint,
    ) ||
    (opens.length > 0 &&
      isContained(
        opens,
        there.flatMap(other => other.opens ?? []),
      ) &&
      isSubset(
        statementHolders(found),
        there.flatMap(other => statementHolders(other)),
      ))
  );
}

/**
 * Whether a status comes from the upgrade alone. Nobody is told of it until the
 * next run.
 *
 * @param failing - what gives the status
 */
export function isOfUpgrade(
  failing: readonly Finding[],
  baseline: Baseline = NOTHING,
): boolean {
  return (
    failing.length > 0 && failing.every(found => isOfFormer(found, baseline))
  );
}

function isSubset(some: readonly string[], all: readonly string[]): boolean {
  return some.every(one => all.includes(one));
}
