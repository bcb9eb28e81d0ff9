import { sha256 } from '@noble/hashes/sha2';
import { bytesToHex } from '@noble/hashes/utils';
import { statementFingerprint } from '../policy/compare';
import { PolicyStatement } from '../policy/document';
import { Preset } from '../service/presets';
import { Obstacle } from './access';
import type { Excess } from './excess/excess';

/*
 * The findings of a proof, as data. Types rather than interfaces, so that they are
 * valid JSON: the ledger stores findings. `sentences.ts` puts them into words.
 */

/** The place of a statement. */
export type StatementPointer = {
  /** As in `Change.resource`. */
  document: string;
  sid?: string;
  /** The position in the document, from 0. */
  index: number;
};

/** Who acts. */
export type Actor =
  | { kind: 'service' }
  | { kind: 'service-for'; accountId: string; region: string }
  | { kind: 'role'; roleName: string }
  | { kind: 'people'; preset: Preset; holder: string }
  /** Who gets a role for people: users, or people of an identity provider. */
  | { kind: 'members'; of: string };

/** What somebody does. */
export type Deed =
  | { kind: 'bucket'; bucket: string; prefix: string; bySelf: boolean }
  | { kind: 'key'; keyArn: string }
  /** API calls, in one Region of an account or everywhere. */
  | { kind: 'call'; accountId?: string; region?: string }
  | { kind: 'assume'; roleName: string }
  | { kind: 'pass'; roleArn: string };

/** Why a request isn't allowed, or may not be. */
export type Reason =
  | {
      kind: 'deny';
      isSure: boolean;
      statement: StatementPointer;
      /** What exempts Personalize: our own sentence, without quotes. */
      cure?: string;
    }
  | { kind: 'boundary'; boundary: string; actions: string[] }
  | { kind: 'condition'; statement: StatementPointer; keys: string[] }
  /** The source keys of our own statement, which AWS doesn't document. */
  | { kind: 'source-conditions' }
  | { kind: 'no-statement'; actions: string[] };

/** What something was added to. */
export type AddedTo =
  | 'trust'
  | 'role'
  | 'people-role'
  | 'preset'
  | 'boundary'
  | 'tag'
  | 'preset-holders';

/** The subjects of each kind of finding. */
export type FindingSubjects = {
  role: { roleArn: string };
  boundary: { roleArn: string; asked: string; found?: string };
  /** Whether somebody can do what they need to. */
  access: { who: Actor; deed: Deed; actions: string[]; reasons: Reason[] };
  /** For whom Personalize may assume the role. */
  audience: { place: string; audience: string[]; tooWide: StatementPointer[] };
  'trust-part': { accountId: string; region: string };
  obstacle: Obstacle;
  key: { keyArn: string };
  'default-key': {
    bucket: string;
    keyArn: string;
    use: 'asked' | 'usable' | 'unusable';
  };
  encryption: { bucket: string; flaw: 'twice' | 'aws-managed' };
  /** Whether the policy of a preset is attached to its requested principal. */
  attachment: {
    preset: Preset;
    policyArn: string;
    holder: string;
    isThere: boolean;
  };
  /** A permission set that nobody has yet. Assigning it later is expected. */
  unassigned: { holder: string };
  'missing-users': { roleName: string; users: string[] };
  'people-audience': { excess: Excess[] };
  /** Our statements on buckets or keys let Personalize in for every account. */
  'any-account': { to: 'buckets' | 'keys' };
  /** Our statements are in place, in a policy or in the policies of a role. */
  stands: { holder: string };
  'changed-outside': {
    holder: string;
    sids: string[];
    /** A foreign statement that gives the same. */
    byOthers?: StatementPointer;
  };
  /** A newer version or a changed guardrail would write something else. */
  'update-available': { resource: string };
  unplannable: { reason: string };
  /** A warning of a plan. `attention`: until somebody acts. `quiet`: nobody needs to. */
  'plan-warning': { message: string; lasts: 'attention' | 'quiet' };
  /** Nothing beyond the request was opened. */
  closed: { holder: string };
  opened: { isOwn: boolean; excess: Excess[]; passesRoles: boolean };
  'deny-gone': { place: string; name: string };
  /** What foreign statements open on resources that aren't ours. */
  elsewhere: {
    who: string[];
    excess: Excess[];
    passesRoles: boolean;
    /** Another set-up of this portal wrote it. */
    isOfSetup: boolean;
  };
  added: {
    to: AddedTo;
    /** A boundary, a tag or a policy. */
    what?: string;
    /** Whom it lets in, or allows more. */
    who: string[];
    excess: Excess[];
    passesRoles: boolean;
  };
  analysis: {
    place: string;
    code: string;
    severity: 'error' | 'security-warning';
    isOwn: boolean;
    /** From AWS. It may quote the statement. */
    message: string;
  };
  analysed: { policies: number };
  'new-access': { place: string; messages: string[] };
};

export type FindingKind = keyof FindingSubjects;

/** One result of a proof, of one kind or of any kind. */
export type Finding<K extends FindingKind = FindingKind> = {
  [Kind in K]: {
    /** The same for the same thing in every check; see `ids.ts`. */
    id: string;
    kind: Kind;
    outcome: 'passed' | 'failed' | 'warning' | 'unknown';
    subjects: FindingSubjects[Kind];
    /** The deciding statement. */
    statement?: StatementPointer;
    /** Changes with the content of the finding, not its position. Undefined if it passed. */
    fingerprint?: string;
    /** What foreign statements open, to compare with what they opened before. */
    opens?: PolicyStatement[];
  };
}[K];

/**
 * Adds the fingerprint to a finding.
 *
 * @param about - the statements whose content identifies the finding; without any,
 * its subjects do
 */
export function finding<K extends FindingKind>(
  found: Finding<K>,
  about: readonly PolicyStatement[] = found.opens ?? [],
): Finding<K> {
  return found.outcome === 'passed'
    ? found
    : { ...found, fingerprint: fingerprintOf(found, about) };
}

/**
 * The identities that a policy is attached to, in order. Empty if its statements
 * name principals themselves.
 */
export function statementHolders({
  subjects,
  opens = [],
}: FoundContent): string[] {
  const names = opens.some(
    ({ Principal, NotPrincipal }) =>
      Principal !== undefined || NotPrincipal !== undefined,
  );
  return !names && 'who' in subjects && Array.isArray(subjects.who)
    ? [...subjects.who].sort()
    : [];
}

/** The parts of a finding that don't depend on its position. */
type FoundContent = Pick<Finding, 'outcome' | 'opens'> & {
  kind: FindingKind;
  subjects: FindingSubjects[FindingKind];
};

/** Their wording isn't part of the fingerprint. */
const SENTENCES = ['message', 'messages', 'remedy', 'cure', 'reason'];

function fingerprintOf(
  found: FoundContent,
  about: readonly PolicyStatement[],
): string {
  const { kind, outcome, subjects } = found;
  const content =
    about.length > 0
      ? [
          [...new Set(about.map(statementFingerprint))].sort(),
          statementHolders(found),
        ]
      : subjects;
  const form = JSON.stringify([kind, outcome, content], (key, value) =>
    SENTENCES.includes(key) ? undefined : value,
  );
  return `sha256:${bytesToHex(sha256(new TextEncoder().encode(form)))}`;
}

/** Reports an obstacle. */
export function obstacleFinding(id: string, obstacle: Obstacle): Finding {
  const { outcome, cause, message, remedy } = obstacle;
  return finding({
    id,
    kind: 'obstacle',
    outcome,
    subjects: { outcome, ...(cause ? { cause } : {}), message, remedy },
  });
}
