import { JsonObject } from '@backstage/types';

/** The parts of a set-up. */
export const PART_NAMES = ['role', 'trust', 'kms', 's3', 'users'] as const;
export type PartName = (typeof PART_NAMES)[number];

/** What a change does to a resource in AWS. */
export const CHANGE_OPERATIONS = ['create', 'update', 'delete'] as const;

/*
 * Types rather than interfaces, so that they are valid JSON objects: they travel
 * through task outputs, HTTP and the database.
 */

/** One change to AWS, planned or made. */
export type Change = {
  part: PartName;
  /** The changed place: the text of a `Place`. */
  resource: string;
  operation: (typeof CHANGE_OPERATIONS)[number];
  /** What AWS holds now; policy documents parsed. Undefined for a create. */
  before?: JsonObject;
  /** What AWS will hold; policy documents parsed. Undefined for a delete. */
  after?: JsonObject;
};

/** Something the reader must know, but that doesn't stop a run. */
export type Warning = {
  part: PartName;
  /** The ARN of the resource that the warning is about. */
  resource: string;
  message: string;
  /** The foreign statement behind the warning, if there is one. */
  statement?: { document: string; sid?: string; index: number };
};

/** How much of AWS's size limit a policy document uses after the plan. */
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
  /** In execution order. Empty if there is nothing to do. */
  changes: Change[];
  warnings: Warning[];
  room: PolicyRoom[];
};

/** What AWS holds because of a set-up, by its recorded changes. */
export type Holding = {
  part: PartName;
  /** As in `Change.resource`. */
  resource: string;
  /** The state before the set-up's first change. Undefined if the set-up created it. */
  before?: JsonObject;
  /** The state after its last change. */
  after: JsonObject;
  /** What was read after the first change, for example a role's unique id. */
  readBack?: JsonObject;
};
