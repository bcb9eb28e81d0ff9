import { ConflictError, InputError } from '@backstage/errors';

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
    super(problems.map(describeProblem).join('\n'));
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

/** See {@link unseen}. */
const unseenErrors = new WeakSet<Error>();

/**
 * Marks an error that says of something only that it couldn't be seen: whether it
 * is as it should be is unknown then.
 */
export function unseen<E extends Error>(error: E): E {
  unseenErrors.add(error);
  return error;
}

/** Whether an error says only that something couldn't be seen. */
export function isUnseen(error: Error): boolean {
  return unseenErrors.has(error);
}

/** Longer values are cut: a message must stay readable in a log. */
const SHOWN_CHARACTERS = 120;

function describeProblem({ field, value, rule }: Problem): string {
  const text = value === undefined ? 'nothing' : JSON.stringify(value);
  const shown =
    text.length > SHOWN_CHARACTERS
      ? `${text.slice(0, SHOWN_CHARACTERS)}… (${text.length} characters)`
      : text;
  return `${field}: ${shown} was given, but ${rule}`;
}
