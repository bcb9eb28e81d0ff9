import {
  ForeignPolicyError,
  HardenedTrust,
  hardenTrust,
  ownedSid,
  ownedStatements,
  PolicyDocument,
  roleArn,
  RoleTarget,
  sameDocument,
  staleForeignStatements,
  trustStatement,
} from '@personalize-portal/backstage-plugin-personalize-common';
import { staleStatementError } from '../shared/editability';
import { trustTarget, TrustWanted } from './wanted';

/** The trust policy of a new role: hardened from the start, for its own Region. */
export function trustAtBirth(role: RoleTarget): PolicyDocument {
  return hardenedDocument(
    { role, trust: { regions: [role.region], sourceArns: [] } },
    undefined,
  );
}

/** The trust policy with Personalize's access narrowed as wanted. */
export function hardenedDocument(
  wanted: TrustWanted,
  document: PolicyDocument | undefined,
): PolicyDocument {
  return hardening(wanted, document).document;
}

/**
 * How to narrow a trust policy as wanted.
 *
 * @throws ConflictError for a statement that can't be narrowed without shutting
 *   somebody else out, for one under an owned Sid that isn't owned, and for one that
 *   names somebody who no longer exists
 */
export function hardening(
  { role, trust }: TrustWanted,
  document: PolicyDocument | undefined,
): HardenedTrust {
  const sid = ownedSid('Trust', role, roleArn(role));
  const target = trustTarget({ role, trust });
  const isOwned = ownedStatements(document, {
    documentName: `role ${role.roleName}`,
    roleArn: roleArn(role),
    certify: () => [sid],
    wantedSids: new Set([sid]),
    principals: 'required',
  });
  const result = hardenTrust({
    document,
    target,
    ownedStatement: trustStatement(target, sid),
    isOwned,
  });
  if (result.stops.length > 0) {
    const messageOf = (texts: string[]) =>
      texts
        .map(text => `Trust policy of role ${role.roleName}: ${text}`)
        .join('\n');
    throw new ForeignPolicyError(
      messageOf(result.stops.map(({ message }) => message)),
      messageOf(result.stops.map(({ unquoted }) => unquoted)),
    );
  }
  const [stale] = staleForeignStatements(document, isOwned);
  if (stale && !sameDocument(document, result.document)) {
    throw staleStatementError(
      stale,
      `the trust policy of role ${role.roleName}`,
      'IAM',
      'the owner of the role',
    );
  }
  return result;
}
