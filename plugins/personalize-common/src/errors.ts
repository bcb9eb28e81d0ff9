import { ConflictError, InputError } from '@backstage/errors';
import { printable } from './text/printable';

/** One thing that is wrong with a request. */
export interface Problem {
  /** The path of the field, for example `s3[1].prefix`. */
  field: string;
  /** The value as the person wrote it. */
  value: unknown;
  /** The broken rule, in words that say what would fit. */
  rule: string;
  /** Whether the problem is only that something couldn't be read; see {@link markUnseen}. */
  isUnseen?: boolean;
}

/** Something in AWS or on record that conflicts with a request. */
export interface Conflict {
  /** The field of the request. Undefined if no single field is affected. */
  field?: string;
  /** What the conflict is and what to do. It may quote what others wrote in policies. */
  message: string;
  /** The same for people who may not read that. Undefined if nothing is quoted. */
  unquoted?: string;
}

/** Why a request can't be carried out. */
export type Fault = Problem | Conflict;

/** A request that breaks a rule of AWS or of the product; nothing was written. */
export class InvalidRequestError extends InputError {
  /** Everything that is wrong with the request, in the order of the fields. */
  readonly problems: readonly Problem[];
  /** As in `Conflict.unquoted`. */
  readonly unquoted: string | undefined;

  constructor(faults: readonly Fault[]) {
    super(describeFaults(faults));
    this.problems = faults.filter(isProblem);
    this.unquoted = quotes(faults)
      ? describeFaults(faults.map(withoutQuote))
      : undefined;
  }
}

/**
 * A conflict with what others wrote in a policy. The message quotes them, so only
 * people who may read foreign statements may see it.
 */
export class ForeignPolicyError extends ConflictError {
  /**
   * The message for everybody else: it names the statement without quoting it, and
   * says what to do.
   */
  readonly unquoted: string;

  constructor(message: string, unquoted: string) {
    super(message);
    this.unquoted = unquoted;
  }
}

/**
 * Refuses a request that has faults, with all of them in one message. Does nothing
 * if there are none.
 *
 * @throws InvalidRequestError if any fault is a problem of the request, else
 * ConflictError
 */
export function refuse(faults: readonly Fault[]): void {
  if (faults.length === 0) {
    return;
  }
  if (faults.some(isProblem)) {
    const error = new InvalidRequestError(faults);
    throw faults.every(fault => isProblem(fault) && fault.isUnseen)
      ? markUnseen(error)
      : error;
  }
  const message = describeFaults(faults);
  throw quotes(faults)
    ? new ForeignPolicyError(message, describeFaults(faults.map(withoutQuote)))
    : new ConflictError(message);
}

/** An error for people who may not read what others wrote in policies. */
export function withoutQuotes(error: unknown): unknown {
  if (error instanceof ForeignPolicyError) {
    return new ConflictError(error.unquoted);
  }
  return error instanceof InvalidRequestError && error.unquoted !== undefined
    ? new InputError(error.unquoted)
    : error;
}

function isProblem(fault: Fault): fault is Problem {
  return 'rule' in fault;
}

function quotes(faults: readonly Fault[]): boolean {
  return faults.some(
    fault => !isProblem(fault) && fault.unquoted !== undefined,
  );
}

function withoutQuote(fault: Fault): Fault {
  return isProblem(fault)
    ? fault
    : { ...fault, message: fault.unquoted ?? fault.message };
}

/** See {@link markUnseen}. */
const unseenErrors = new WeakSet<Error>();

/** Marks an error that says only that something couldn't be read, so its state is unknown. */
export function markUnseen<E extends Error>(error: E): E {
  unseenErrors.add(error);
  return error;
}

/** Whether an error says only that something couldn't be read. */
export function isUnseen(error: Error): boolean {
  return unseenErrors.has(error);
}

/** The most problems in one message. The next ones appear once these are corrected. */
export const SHOWN_PROBLEMS = 20;

/** Longer values are cut: a message must stay readable in a log. */
const SHOWN_CHARACTERS = 120;

/** The most entries of a list or object, and the most levels, that a message shows. */
const SHOWN_ENTRIES = 20;
const SHOWN_DEPTH = 3;

/** Names each fault once, even if several parts have it. */
function describeFaults(faults: readonly Fault[]): string {
  const texts = [...new Set(faults.map(describeFault))];
  const left = texts.length - SHOWN_PROBLEMS;
  return [
    ...texts.slice(0, SHOWN_PROBLEMS),
    ...(left > 0 ? [`And ${left.toLocaleString('en')} more problems.`] : []),
  ].join('\n');
}

function describeFault(fault: Fault): string {
  if (isProblem(fault)) {
    const { field, value, rule } = fault;
    return printable(`${field}: ${shown(value)} was given, but ${rule}`);
  }
  const { field, message } = fault;
  return field ? `${field}: ${message}` : message;
}

/** Reads only as much of a value as it shows, however large the value is. */
function shown(value: unknown): string {
  if (value === undefined) {
    return 'nothing';
  }
  const text = JSON.stringify(cut(value, SHOWN_DEPTH));
  if (text.length <= SHOWN_CHARACTERS) {
    return text;
  }
  const size = typeof value === 'string' ? ` (${value.length} characters)` : '';
  return `${text.slice(0, SHOWN_CHARACTERS)}…${size}`;
}

function cut(value: unknown, depth: number): unknown {
  if (typeof value === 'string') {
    return value.slice(0, SHOWN_CHARACTERS);
  }
  if (typeof value !== 'object' || value === null) {
    return value;
  }
  if (depth === 0) {
    return '…';
  }
  if (Array.isArray(value)) {
    const items = value.slice(0, SHOWN_ENTRIES);
    return [
      ...items.map(item => cut(item, depth - 1)),
      ...(value.length > items.length ? ['…'] : []),
    ];
  }
  const names = Object.keys(value);
  return Object.fromEntries([
    ...names
      .slice(0, SHOWN_ENTRIES)
      .map(name => [
        name.slice(0, SHOWN_CHARACTERS),
        cut(Object.getOwnPropertyDescriptor(value, name)?.value, depth - 1),
      ]),
    ...(names.length > SHOWN_ENTRIES ? [['…', '…']] : []),
  ]);
}
