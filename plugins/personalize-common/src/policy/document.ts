import { InputError } from '@backstage/errors';
import { markUnseen } from '../errors';
import { quoted } from '../text/printable';

/** Policy grammar allows a scalar wherever it allows a list. */
export type OneOrMany<T> = T | T[];

/** A value in a condition; AWS compares all of them as text. */
export type ConditionValue = string | number | boolean;

/** Condition operator -> condition key -> values. */
export type ConditionBlock = {
  [operator: string]: { [key: string]: OneOrMany<ConditionValue> };
};

/** Principal type (`AWS`, `Service`, `Federated`, `CanonicalUser`) -> principals. */
export type PrincipalMap = { [type: string]: OneOrMany<string> };

/**
 * One statement of an IAM, trust, bucket or key policy, as AWS stores it. A type
 * rather than an interface, so that it is a valid JSON object.
 */
export type PolicyStatement = {
  Sid?: string;
  Effect: 'Allow' | 'Deny';
  Principal?: '*' | PrincipalMap;
  NotPrincipal?: '*' | PrincipalMap;
  Action?: OneOrMany<string>;
  NotAction?: OneOrMany<string>;
  Resource?: OneOrMany<string>;
  NotResource?: OneOrMany<string>;
  Condition?: ConditionBlock;
};

/**
 * A policy document as AWS stores it. Reading never changes it: a foreign statement
 * is written back exactly as it was read.
 */
export type PolicyDocument = {
  Version?: string;
  Id?: string;
  Statement: OneOrMany<PolicyStatement>;
};

/** The version of the policy language in documents that the product creates. */
export const POLICY_VERSION = '2012-10-17';

/** A list from a value that may be a scalar, a list or undefined. */
export function asList<T>(value: OneOrMany<T> | undefined): T[] {
  if (value === undefined) {
    return [];
  }
  return Array.isArray(value) ? value : [value];
}

/** The statements of a document, in order. Empty if there is no document. */
export function statementsOf(
  document: PolicyDocument | undefined,
): PolicyStatement[] {
  return document ? asList(document.Statement) : [];
}

/**
 * The name of a statement in messages: its Sid, or its position in the document.
 * Only for readers: it isn't the Sid, which can be almost any text in bucket and
 * key policies.
 */
export function statementName(
  { Sid }: Partial<PolicyStatement>,
  index: number,
): string {
  return Sid ? quoted(Sid) : `number ${index + 1} (no Sid)`;
}

/**
 * Reads the text of a policy document.
 *
 * @param text - JSON, already URL-decoded (IAM sends documents URL-encoded)
 * @param where - the resource of the document, for the message
 * @throws InputError if the text isn't a policy document. A document that can't be
 * understood is never overwritten.
 */
export function parsePolicyDocument(
  text: string,
  where: string,
): PolicyDocument {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw markUnseen(
      new InputError(`The policy of ${where} isn't JSON`, error),
    );
  }
  if (!isPolicyDocument(value)) {
    throw markUnseen(
      new InputError(
        `The policy of ${where} isn't a policy document: ${flawOf(
          value,
        )}. Fix it in AWS first; this policy wasn't changed.`,
      ),
    );
  }
  return value;
}

/** The statements of any value. Empty if it isn't a policy document. */
export function statementsIn(value: unknown): PolicyStatement[] {
  return isPolicyDocument(value) ? statementsOf(value) : [];
}

/** Whether a value has the shape of a policy document. */
export function isPolicyDocument(value: unknown): value is PolicyDocument {
  return flawOf(value) === undefined;
}

function flawOf(value: unknown): string | undefined {
  if (!isRecord(value)) {
    return 'it is not an object';
  }
  for (const key of ['Version', 'Id']) {
    if (value[key] !== undefined && typeof value[key] !== 'string') {
      return `${key} is not text`;
    }
  }
  if (value.Statement === undefined) {
    return 'it has no Statement';
  }
  const statements: unknown[] = Array.isArray(value.Statement)
    ? value.Statement
    : [value.Statement];
  for (const [index, statement] of statements.entries()) {
    const flaw = statementFlaw(statement);
    if (flaw) {
      return `statement ${index + 1} ${flaw}`;
    }
  }
  return undefined;
}

function statementFlaw(statement: unknown): string | undefined {
  if (!isRecord(statement)) {
    return 'is not an object';
  }
  if (statement.Effect !== 'Allow' && statement.Effect !== 'Deny') {
    return 'has an Effect other than Allow or Deny';
  }
  if (statement.Sid !== undefined && typeof statement.Sid !== 'string') {
    return 'has a Sid that is not text';
  }
  for (const key of ['Action', 'NotAction', 'Resource', 'NotResource']) {
    if (statement[key] !== undefined && !isTextOrTexts(statement[key])) {
      return `has ${key} that is not text or a list of text`;
    }
  }
  for (const key of ['Principal', 'NotPrincipal']) {
    const principal = statement[key];
    const fits =
      principal === undefined ||
      principal === '*' ||
      (isRecord(principal) && Object.values(principal).every(isTextOrTexts));
    if (!fits) {
      return `has ${key} that is not "*" or a map of lists`;
    }
  }
  if (
    statement.Condition !== undefined &&
    !isConditionBlock(statement.Condition)
  ) {
    return 'has a Condition that is not a map of operators, keys and values';
  }
  return undefined;
}

function isConditionBlock(value: unknown): boolean {
  return (
    isRecord(value) &&
    Object.values(value).every(
      keys =>
        isRecord(keys) &&
        Object.values(keys).every(values =>
          (Array.isArray(values) ? values : [values]).every(isConditionValue),
        ),
    )
  );
}

function isConditionValue(value: unknown): value is ConditionValue {
  return ['string', 'number', 'boolean'].includes(typeof value);
}

function isTextOrTexts(value: unknown): value is OneOrMany<string> {
  return (
    typeof value === 'string' ||
    (Array.isArray(value) && value.every(item => typeof item === 'string'))
  );
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/**
 * Size limits of policy documents.
 * Sources: IAM and AWS STS quotas; Amazon S3 quotas; AWS KMS resource quotas. The
 * IAM limits are defaults; GetAccountSummary returns those of the account.
 */
export const POLICY_LIMITS = {
  /** Bytes. */
  bucket: 20_480,
  /** Bytes. */
  key: 32_768,
  /** Characters without white space. */
  managedPolicy: 6_144,
  /** Characters without white space, all inline policies of a role together. */
  roleInline: 10_240,
  /** Characters without white space; default of the quota AssumeRolePolicySizeQuota. */
  trust: 2_048,
} as const;

/** The text that is written to AWS. */
export function policyText(document: PolicyDocument): string {
  return JSON.stringify(document);
}

/** Size in bytes, as S3 and KMS count it. 0 if there is no document. */
export function bytesOf(document: PolicyDocument | undefined): number {
  return document ? new TextEncoder().encode(policyText(document)).length : 0;
}

/** Size in characters without white space, as IAM counts it. */
export function charactersOf(document: PolicyDocument | undefined): number {
  return document ? policyText(document).replace(/\s/g, '').length : 0;
}
