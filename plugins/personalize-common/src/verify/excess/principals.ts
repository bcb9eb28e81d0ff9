import { NamedPrincipal, namedPrincipals } from '../../evaluate/principal';
import { normalForm } from '../../policy/compare';
import { PolicyStatement } from '../../policy/document';

/**
 * Whom a statement covers: a named principal, all but some, or the identity that
 * its policy is attached to.
 */
export type Party =
  | { kind: 'named'; principal: NamedPrincipal }
  | { kind: 'all-but'; statement: PolicyStatement }
  | { kind: 'owner' };

/** The single parties of a statement. */
export function partiesOf(statement: PolicyStatement): Party[] {
  if (statement.NotPrincipal !== undefined) {
    return [{ kind: 'all-but', statement }];
  }
  return statement.Principal === undefined
    ? [{ kind: 'owner' }]
    : namedPrincipals(statement.Principal).map(principal => ({
        kind: 'named',
        principal,
      }));
}

/** Whether a statement also covers a party. A no may be wrong. */
export function includesParty(
  statement: PolicyStatement,
  party: Party,
): boolean {
  const parties = partiesOf(statement);
  switch (party.kind) {
    case 'owner':
      return parties.some(({ kind }) => kind === 'owner');
    case 'all-but':
      return parties.some(
        other =>
          isEverybody(other) ||
          (other.kind === 'all-but' &&
            notPrincipalForm(other.statement) ===
              notPrincipalForm(party.statement)),
      );
    default:
      return parties.some(
        other =>
          isEverybody(other) ||
          (other.kind === 'named' &&
            principalForm(other.principal) === principalForm(party.principal)),
      );
  }
}

/** A party in words. */
export function partyWords(party: Party): string {
  switch (party.kind) {
    case 'owner':
      return 'its holder';
    case 'all-but':
      return `everybody but ${namedPrincipals(party.statement.NotPrincipal)
        .map(({ name }) => name)
        .join(', ')}`;
    default:
      return principalWords(party.principal);
  }
}

function principalWords({ type, name }: NamedPrincipal): string {
  if (name === '*') {
    return 'everybody';
  }
  const [, account] =
    /^(?:arn:[^:]+:iam::)?(\d{12})(?::root)?$/.exec(name) ?? [];
  if (account !== undefined) {
    return `account ${account}`;
  }
  return type.toLowerCase() === 'service' ? `the service ${name}` : name;
}

function isEverybody(party: Party): boolean {
  return party.kind === 'named' && principalForm(party.principal) === 'aws *';
}

function principalForm({ type, name }: NamedPrincipal): string {
  const kind = type.toLowerCase();
  switch (kind) {
    case 'service':
      return `${kind} ${name.toLowerCase()}`;
    case 'aws':
      return `${kind} ${name.replace(/^arn:[^:]+:iam::(\d{12}):root$/, '$1')}`;
    default:
      return `${kind} ${name}`;
  }
}

function notPrincipalForm({ NotPrincipal }: PolicyStatement): string {
  return normalForm({ Effect: 'Allow', NotPrincipal });
}

/** A unique id in a principal. If the principal was deleted, it matches nothing. */
const UNIQUE_ID = /^A(ROA|IDA|GPA|IPA)[A-Z0-9]{12,}$/;

/**
 * Whether a principal stands for nobody: it is the unique id of a deleted
 * principal.
 *
 * @param roleId - unique id of the service role, if it exists
 */
export function isNobody(party: Party, roleId: string | undefined): boolean {
  return (
    party.kind === 'named' &&
    UNIQUE_ID.test(party.principal.name) &&
    party.principal.name !== roleId
  );
}
