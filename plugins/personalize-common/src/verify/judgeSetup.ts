import { SetupStatus } from '../setup/status';
import { isContained } from './excess/excess';
import { Finding, FindingKind, statementHolders } from './finding';
import { FormerProof, isOfFormer } from './formerVersion';
import { ROLE_EXISTS, withoutNumber } from './ids';

/** What one finding means for a set-up. */
export type Weight =
  /** The request doesn't work or isn't in place, or more was opened. */
  | 'broken'
  /** Others added something to our resources. */
  | 'added'
  /** AWS couldn't be read. */
  | 'unknown'
  /** Somebody has something to do. */
  | 'attention'
  | 'quiet';

/** Decides the weight of a finding. */
type Rule = Weight | ((found: Finding, baseline: Baseline) => Weight);

/** By outcome, unless the kind of finding has its own rule. */
const BY_OUTCOME: Record<Finding['outcome'], Weight> = {
  passed: 'quiet',
  failed: 'broken',
  unknown: 'unknown',
  warning: 'quiet',
};

/** The table of statuses: what a finding means if its outcome alone doesn't decide. */
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
  // A bucket in another account, or a permission set with other policies.
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

/** What a set-up is compared with: its state at the end of its last run. */
export type Baseline = FormerProof & {
  /** What foreign statements opened elsewhere then. */
  foreign: Finding[];
  /**
   * What others had added to the role before its adoption. Undefined until a proof
   * has read the role.
   */
  adopted?: Finding[];
  /** Unique id of the role. */
  roleId?: string;
};

/** What a run's proof found, as the ledger stores it. */
export type ProvedSetup = {
  findings: Finding[];
  /** Unique id of the role. Undefined if there is no role. */
  roleId?: string;
  /** Whether the role existed before the set-up adopted it. */
  isAdopted: boolean;
};

const NOTHING: Baseline = { broken: [], foreign: [], adopted: [] };

/** Before the first proof. */
const FIRST: Baseline = { broken: [], foreign: [] };

/**
 * The baseline after a run. The first proof that reads an adopted role records what
 * was already on it. Later baselines keep that record: no later run makes an
 * addition ours. Anything a proof couldn't read stays as it was.
 *
 * @param previous - the baseline of the run before; undefined for the first run
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
  // If the role couldn't be read, it is the same as before.
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

/** What others had added to the role before its adoption, as far as known after a proof. */
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

/** Accepts one finding of a set-up, never the whole set-up. */
export type Acceptance = {
  /** Id of the finding. */
  id: string;
  /** Of the accepted finding. The acceptance ends if it changes. */
  fingerprint: string;
  reason: string;
  /** Whether the person who accepted it may accept wider access. */
  widens?: boolean;
  /** Entity ref of the person. */
  person: string;
  /** ISO 8601, UTC. */
  acceptedAt: string;
  /** When it ends. ISO 8601, UTC. */
  until: string;
};

/** The status of a set-up and its reasons. */
export type SetupJudgement = {
  status: Exclude<SetupStatus, 'pending' | 'revoked'>;
  /** The findings that decide the status. Empty for `ok`. */
  failing: Finding[];
  /** How many findings are accepted. */
  accepted: number;
  updateAvailable: boolean;
};

/**
 * Judges a set-up by its findings. The most urgent status comes first. A set-up
 * that couldn't be read is never `ok`.
 *
 * @param baseline - undefined if no run has proven it
 * @param isRun - whether a run just ended: what is broken then has failed, and what
 * others opened elsewhere counts as known
 * @param now - the time for acceptances that end
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

/** The first status that applies. */
function statusOf(
  is: Record<'failed' | 'drifted' | 'unknown' | 'attention', boolean>,
): SetupJudgement['status'] {
  const order = ['failed', 'drifted', 'unknown', 'attention'] as const;
  return order.find(status => is[status]) ?? 'ok';
}

/** Whether a run with these findings passed: everything works and everything was read. */
export function isPassed(findings: readonly Finding[]): boolean {
  return !findings.some(found =>
    ['broken', 'unknown'].includes(weightOf(found, NOTHING)),
  );
}

/**
 * Whether somebody may accept a finding, by its weight for the set-up.
 *
 * @returns undefined if nobody can; else whether it widens access, which only a
 * platform person may accept
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

/** Giving a preset to somebody else widens access without a statement of its own. */
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

/**
 * Whether a finding is in the list already, or opens no more in its document than
 * the list's findings do.
 */
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
 * Whether a status comes only from the upgrade. Nobody is notified of it until the
 * next run.
 *
 * @param failing - the findings that decide the status
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
