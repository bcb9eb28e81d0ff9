import { ConflictError, InputError } from '@backstage/errors';
import { printable } from './text/printable';

/** One thing that is wrong with a request. */
export interface Problem {
  /** The path of the field, for example `s3[1].prefix`. */
  field: string;
  /** What was given, as the reader wrote it. */
  value: unknown;
  /** The rule it breaks, in words that say what would fit. */
  rule: string;
}

/** A request that breaks a rule of AWS or of the product; nothing was called. */
export class InvalidRequestError extends InputError {
  /** Everything that is wrong, in the order of the fields. */
  readonly problems: readonly Problem[];

  constructor(problems: readonly Problem[]) {
    super(describeProblems(problems));
    this.problems = problems;
  }
}

/**
 * A conflict with what others wrote in a policy. The message quotes them, so it
 * is for those only who may read foreign statements.
 */
export class ForeignPolicyError extends ConflictError {
  /** The message for everybody else: it names the statement and says what to do, but not what it holds. */
  readonly unquoted: string;

  constructor(message: string, unquoted: string) {
    super(message);
    this.unquoted = unquoted;
  }
}

/** See {@link markUnseen}. */
const unseenErrors = new WeakSet<Error>();

/**
 * Marks an error that says of something only that it couldn't be seen: whether it
 * is as it should be is unknown then.
 */
export function markUnseen<E extends Error>(error: E): E {
  unseenErrors.add(error);
  return error;
}

/** Whether an error says only that something couldn't be seen. */
export function isUnseen(error: Error): boolean {
  return unseenErrors.has(error);
}

/** So many problems are shown; who mends them sees the others next. */
export const SHOWN_PROBLEMS = 20;

/** Longer values are cut: a message must stay readable in a log. */
const SHOWN_CHARACTERS = 120;

/** So many entries of a list or an object are looked at for a message, and so deep. */
const SHOWN_ENTRIES = 20;
const SHOWN_DEPTH = 3;

function describeProblems(problems: readonly Problem[]): string {
  const left = problems.length - SHOWN_PROBLEMS;
  return [
    ...problems.slice(0, SHOWN_PROBLEMS).map(describeProblem),
    ...(left > 0 ? [`And ${left.toLocaleString('en')} more problems.`] : []),
  ].join('\n');
}

function describeProblem({ field, value, rule }: Problem): string {
  return printable(`${field}: ${shown(value)} was given, but ${rule}`);
}

/** However large a value is, only as much of it is looked at as is shown. */
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
