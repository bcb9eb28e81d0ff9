import { sha256 } from '@noble/hashes/sha2';
import { bytesToHex } from '@noble/hashes/utils';
import { statementFingerprint } from '../policy/compare';
import { PolicyStatement } from '../policy/document';
import { Preset } from '../service/presets';
import { Obstacle } from './access';
import type { Excess } from './excess/excess';

/*
 * What a proof finds, as data. Types and no interfaces, so that they pass as JSON:
 * the ledger keeps findings. `sentences.ts` makes the sentences of them.
 */

/** Where a statement stands. */
export type StatementPointer = {
  /** As in `Change.resource`. */
  document: string;
  sid?: string;
  /** The place in the document, from 0. */
  index: number;
};

/** Who does something. */
export type Actor =
  | { kind: 'service' }
  | { kind: 'service-for'; accountId: string; region: string }
  | { kind: 'role'; roleName: string }
  | { kind: 'people'; preset: Preset; holder: string }
  /** Who gets a role for people: users, or those of an identity provider. */
  | { kind: 'members'; of: string };

/** What is done. */
export type Deed =
  | { kind: 'bucket'; bucket: string; prefix: string; bySelf: boolean }
  | { kind: 'key'; keyArn: string }
  /** Calls of an API; in a Region of an account, or everywhere. */
  | { kind: 'call'; accountId?: string; region?: string }
  | { kind: 'assume'; roleName: string }
  | { kind: 'pass'; roleArn: string };

/** Why a request isn't allowed, or may not be. */
export type Reason =
  | {
      kind: 'deny';
      isSure: boolean;
      statement: StatementPointer;
      /** What exempts Personalize; a sentence of ours that quotes nothing. */
      cure?: string;
    }
  | { kind: 'boundary'; boundary: string; actions: string[] }
  | { kind: 'condition'; statement: StatementPointer; keys: string[] }
  /** The source keys of our own statement: AWS doesn't document them. */
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

/** What a finding of each kind is about. */
export type FindingSubjects = {
  role: { roleArn: string };
  boundary: { roleArn: string; asked: string; found?: string };
  /** Whether somebody can do what they must. */
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
  /** Whether the policy of a preset is attached to who is to have it. */
  attachment: {
    preset: Preset;
    policyArn: string;
    holder: string;
    isThere: boolean;
  };
  /** A permission set that nobody has yet: assigning it later is expected. */
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
    /** Somebody else's statement gives the same. */
    byOthers?: StatementPointer;
  };
  /** A newer version or a changed guardrail would write something else. */
  'update-available': { resource: string };
  unplannable: { reason: string };
  /** What a plan warns of, and is so until somebody does something about it; or nobody needs to. */
  'plan-warning': { message: string; lasts: 'attention' | 'quiet' };
  /** Nothing beyond what was requested was opened. */
  closed: { holder: string };
  opened: { isOwn: boolean; excess: Excess[]; passesRoles: boolean };
  'deny-gone': { place: string; name: string };
  /** What statements of others open on what isn't ours. */
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
    /** Whom it lets in, or lets do more. */
    who: string[];
    excess: Excess[];
    passesRoles: boolean;
  };
  analysis: {
    place: string;
    code: string;
    severity: 'error' | 'security-warning';
    isOwn: boolean;
    /** By AWS; it may quote the statement. */
    message: string;
  };
  analysed: { policies: number };
  'new-access': { place: string; messages: string[] };
};

export type FindingKind = keyof FindingSubjects;

/** One thing that a proof found; of one kind, or of any. */
export type Finding<K extends FindingKind = FindingKind> = {
  [Kind in K]: {
    /** The same for the same thing in every look; see `ids.ts`. */
    id: string;
    kind: Kind;
    outcome: 'passed' | 'failed' | 'warning' | 'unknown';
    subjects: FindingSubjects[Kind];
    /** The statement that decides. */
    statement?: StatementPointer;
    /** Changes with what is found, not with where it stands. Undefined where it passed. */
    fingerprint?: string;
    /** What statements of others open, to compare with what they opened before. */
    opens?: PolicyStatement[];
  };
}[K];

/**
 * Gives a finding its fingerprint.
 *
 * @param about - statements whose content decides: the finding is another one once
 * they change. Without any, it is once its subjects do
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
 * To whom the policy of an identity is attached, in order. Nobody where its
 * statements name principals: those say it themselves.
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

/** What of a finding doesn't hang on where it stands. */
type FoundContent = Pick<Finding, 'outcome' | 'opens'> & {
  kind: FindingKind;
  subjects: FindingSubjects[FindingKind];
};

/** Reworded, they say the same. */
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

/** Names what stands in the way. */
export function obstacleFinding(id: string, obstacle: Obstacle): Finding {
  const { outcome, cause, message, remedy } = obstacle;
  return finding({
    id,
    kind: 'obstacle',
    outcome,
    subjects: { outcome, ...(cause ? { cause } : {}), message, remedy },
  });
}
