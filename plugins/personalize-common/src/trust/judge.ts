import { PolicyDocument, statementsOf } from '../policy/document';
import { IsOwned } from '../policy/merge';
import { mentionOfAssuming, mentionOfPersonalize } from './admittance';
import { mayAssumeForAnybody } from './mayAssume';
import { TrustTarget } from './trustStatement';
import { admitsOnlyTarget } from './within';

/** What a statement of a trust policy does with Personalize. */
export type Verdict =
  /** A Deny, or it doesn't let Personalize in. */
  | 'unrelated'
  /** The product wrote it. */
  | 'owned'
  /** It lets Personalize in with all that a wildcard, or NotPrincipal, covers. */
  | 'any-principal'
  /** It lets Personalize assume the role with all that a wildcard, or NotAction, covers. */
  | 'any-action'
  /** It admits only what the target admits, or less. */
  | 'within'
  /** It names Personalize alone, for more than the target. */
  | 'too-wide'
  /** It names Personalize among others, for more than the target. */
  | 'shared';

/** Judges each statement of a trust policy by what it admits, in order. */
export function judgeStatements(
  document: PolicyDocument,
  target: TrustTarget,
  isOwned: IsOwned,
): Verdict[] {
  const mayAssume = mayAssumeForAnybody(document, target);
  return statementsOf(document).map((statement, index) => {
    if (statement.Effect === 'Deny') {
      return 'unrelated';
    }
    if (isOwned(statement, index)) {
      return 'owned';
    }
    const principal = mentionOfPersonalize(statement);
    const action = mentionOfAssuming(statement);
    if (principal === 'none' || action === 'none') {
      return 'unrelated';
    }
    if (principal === 'wildcard' || action === 'wildcard') {
      if (!mayAssume[index]) {
        return 'unrelated';
      }
      return principal === 'wildcard' ? 'any-principal' : 'any-action';
    }
    if (admitsOnlyTarget(statement, target)) {
      return 'within';
    }
    return principal === 'alone' ? 'too-wide' : 'shared';
  });
}
