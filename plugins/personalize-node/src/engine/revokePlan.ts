import {
  AskedAccess,
  Holding,
  RoleTarget,
} from '@personalize-portal/backstage-plugin-personalize-common';
import { IamRole } from '../aws/iam';
import { PartPlan } from './plan';

/** What a set-up is taken back by: its role, and what the ledger tells of it. */
export interface Recorded {
  role: RoleTarget;
  /** What stands at the role's name and path now, whoever made it; absent where nothing does. */
  found: IamRole | undefined;
  holdings: readonly Holding[];
  asked: AskedAccess;
}

/** What a revoke leaves, and why; a sentence. */
export interface Kept {
  /** As in `Change.resource`. */
  resource: string;
  reason: string;
}

/** What a revoke may stop at. */
export const BLOCKER_KINDS = [
  'dataset-group',
  'campaign',
  'recommender',
  'metric-attribution',
  'kms-grant',
  'inline-policy',
  'attached-policy',
  'instance-profile',
  'statement',
  'attachment',
  'unreadable',
] as const;
export type BlockerKind = (typeof BLOCKER_KINDS)[number];

/** Something that would break, that others added or that is out of reach: unless it is forced, a revoke stops at it. */
export interface Blocker {
  kind: BlockerKind;
  /** ARN of what uses the set-up, or as in `Change.resource`. */
  resource: string;
  /** What it is and what to do; it quotes what others wrote. */
  message: string;
  /** The same for whoever may not read that; absent where nothing is quoted. */
  unquoted?: string;
}

/** The plan that takes one part back. */
export interface RevokePlan extends PartPlan {
  kept: Kept[];
  blockers: Blocker[];
}
