import { ForeignPolicyError } from '../errors';
import {
  asList,
  PolicyDocument,
  PolicyStatement,
  statementName,
  statementsOf,
} from '../policy/document';
import { IsOwned } from '../policy/merge';
import { SERVICE_PRINCIPAL } from '../service/service';
import { printable } from '../text/printable';

/** The unique id of a former role: AWS shows it after the role is deleted. */
const ROLE_UNIQUE_ID = /^AROA[A-Z0-9]{12,}$/;

/** Any unique id in a principal. The principal was deleted, so the id matches nothing. */
const STALE_PRINCIPAL = /^A(ROA|IDA|GPA|IPA)[A-Z0-9]{12,}$/;

/** What tells an owned statement of a document from a foreign one. */
export interface OwnershipRules {
  /** The resource of the document, for messages, for example `bucket reco-data`. */
  documentName: string;
  /** ARN of the set-up's role. */
  roleArn: string;
  /** The Sids that a statement on its resources would have if it were this set-up's. */
  certify(statement: PolicyStatement): string[];
  /** The Sids that are about to be written, or are known to have been written. */
  wantedSids: ReadonlySet<string>;
  /** Bucket, key and trust policies must name principals. Identity policies name none. */
  principals: 'required' | 'none';
}

/**
 * Sorts the statements of a document into owned and foreign.
 *
 * A statement is this set-up's own if its Sid is computed from its own resource, is
 * about to be written, or is known to have been written. It must also be an Allow
 * for Personalize, the role, or the role's former unique id. Somebody else put
 * anything else under such a Sid there, so it may not be overwritten.
 *
 * @throws ForeignPolicyError that names the statement which has an owned Sid
 * without being an owned statement.
 */
export function ownedStatements(
  document: PolicyDocument | undefined,
  rules: OwnershipRules,
): IsOwned {
  const owned = new Set<PolicyStatement>();
  for (const [index, statement] of statementsOf(document).entries()) {
    const sid = statement.Sid;
    const claimed =
      sid !== undefined &&
      (rules.wantedSids.has(sid) || rules.certify(statement).includes(sid));
    if (!claimed) {
      continue;
    }
    const flaw = whyNotOwned(statement, rules);
    if (flaw) {
      const messageWith = (text: string) =>
        `Statement ${statementName(statement, index)} in the policy of ${
          rules.documentName
        } has the Sid of this set-up's own statement, but ${text}. ` +
        'Somebody edited it, so it stays as it is. Move what they added to a statement with its own Sid, then run again.';
      throw new ForeignPolicyError(
        messageWith(flaw.message),
        messageWith(flaw.unquoted ?? flaw.message),
      );
    }
    owned.add(statement);
  }
  return statement => owned.has(statement);
}

function whyNotOwned(
  statement: PolicyStatement,
  rules: OwnershipRules,
): { message: string; unquoted?: string } | undefined {
  if (statement.Effect !== 'Allow') {
    return { message: 'it is a Deny' };
  }
  if (statement.NotPrincipal || statement.NotAction || statement.NotResource) {
    return { message: 'it uses NotPrincipal, NotAction or NotResource' };
  }
  if (rules.principals === 'none') {
    return statement.Principal
      ? { message: 'it names a principal' }
      : undefined;
  }
  if (statement.Principal === undefined || statement.Principal === '*') {
    return { message: 'it is not only for Personalize or the role' };
  }
  const strangers = Object.entries(statement.Principal).flatMap(
    ([type, values]) =>
      asList(values).filter(value => !isOurPrincipal(type, value, rules)),
  );
  return strangers.length > 0
    ? {
        message: `it also names ${printable(strangers.join(', '))}`,
        unquoted: 'it also names others',
      }
    : undefined;
}

function isOurPrincipal(
  type: string,
  value: string,
  { roleArn }: OwnershipRules,
): boolean {
  return type === 'Service'
    ? value === SERVICE_PRINCIPAL
    : type === 'AWS' && (value === roleArn || ROLE_UNIQUE_ID.test(value));
}

/**
 * Finds foreign statements with a principal that no longer exists. AWS refuses
 * every write of such a document, and nobody can know what the statement was for.
 */
export function staleForeignStatements(
  document: PolicyDocument | undefined,
  isOwned: IsOwned,
): { name: string; principals: string[] }[] {
  return statementsOf(document).flatMap((statement, index) => {
    if (isOwned(statement, index)) {
      return [];
    }
    const principals = [statement.Principal, statement.NotPrincipal]
      .flatMap(principal =>
        typeof principal === 'object' ? asList(principal.AWS) : [],
      )
      .filter(principal => STALE_PRINCIPAL.test(principal));
    return principals.length > 0
      ? [{ name: statementName(statement, index), principals }]
      : [];
  });
}
