import { JsonObject } from '@backstage/types';

/** The parts of a set-up. */
export const PART_NAMES = ['role', 'trust', 'kms', 's3', 'users'] as const;
export type PartName = (typeof PART_NAMES)[number];

/** What is done to a thing in AWS. */
export const CHANGE_OPERATIONS = ['create', 'update', 'delete'] as const;

/*
 * All of these are types and no interfaces, so that they pass as JSON objects:
 * they travel through task outputs, HTTP and the database.
 */

/** One change to AWS, planned or made. */
export type Change = {
  part: PartName;
  /** What is changed: the text of a `Place`. */
  resource: string;
  operation: (typeof CHANGE_OPERATIONS)[number];
  /** What AWS holds now; policy documents parsed. Undefined for a create. */
  before?: JsonObject;
  /** What AWS will hold; policy documents parsed. Undefined for a delete. */
  after?: JsonObject;
};

/** Something that doesn't stop a run but that the reader must know. */
export type Warning = {
  part: PartName;
  /** The ARN of what the warning is about. */
  resource: string;
  message: string;
  /** The foreign statement behind the warning, where one is. */
  statement?: { document: string; sid?: string; index: number };
};

/** How much of AWS's size limit a policy document takes after the plan. */
export type PolicyRoom = {
  /** As in {@link Change}. */
  resource: string;
  /** What the limit counts: bytes (S3, KMS) or characters without white space (IAM). */
  unit: 'bytes' | 'characters';
  used: number;
  limit: number;
  left: number;
};

/** What a run would do to AWS, or did. */
export type PlanReport = {
  /** In the order in which they are made; empty when nothing is to do. */
  changes: Change[];
  warnings: Warning[];
  room: PolicyRoom[];
};

/** What AWS holds because of a set-up, by its recorded changes. */
export type Holding = {
  part: PartName;
  /** As in `Change.resource`. */
  resource: string;
  /** What was there before the set-up's first change; undefined if it created it. */
  before?: JsonObject;
  /** What its last change left. */
  after: JsonObject;
  /** What was read back after the first change, for example a role's unique id. */
  readBack?: JsonObject;
};
