import {
  PolicyDocument,
  PolicyStatement,
  statementName,
  statementsOf,
} from '../policy/document';
import { IsOwned } from '../policy/merge';
import { printable } from '../text/printable';
import { mentionOfAssuming, mentionOfService } from './admittance';
import { mayAssumeForAnybody } from './assumeRole';
import { admitsOnlyTarget } from './narrow';
import { TrustTarget } from './trustStatement';

/** How a statement of a trust policy treats Personalize. */
export type Verdict =
  /** A Deny, or a statement that doesn't let Personalize in. */
  | 'unrelated'
  /** The product wrote it. */
  | 'owned'
  /** It lets Personalize in through a wildcard or NotPrincipal. */
  | 'any-principal'
  /** It lets Personalize assume the role through a wildcard or NotAction. */
  | 'any-action'
  /** It admits nothing beyond the target. */
  | 'within'
  /** It names only Personalize, and admits more than the target. */
  | 'too-wide'
  /** It names Personalize among others, and admits more than the target. */
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
    const principal = mentionOfService(statement);
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

/** A statement that a person must change before the role can be hardened. */
export interface TrustStop {
  /** The position in the document, from 0. */
  index: number;
  sid?: string;
  /** Names the statement, quotes what is wrong with it and says what to do. */
  message: string;
  /** The same without the quote. */
  unquoted: string;
}

/** The stop for a verdict. Undefined if the verdict needs none. */
export function stopOf(
  verdict: Verdict,
  statement: PolicyStatement,
  index: number,
): TrustStop | undefined {
  const flaw = flawOf(verdict, statement);
  if (flaw === undefined) {
    return undefined;
  }
  const name = statementName(statement, index);
  const messageWith = (quote: string) =>
    `Statement ${name} of the trust policy ${flaw.what}${quote}${flaw.remedy} Then run again; nothing was changed.`;
  return {
    index,
    ...(statement.Sid === undefined ? {} : { sid: statement.Sid }),
    message: messageWith(
      flaw.quoted === undefined
        ? ''
        : ` (${printable(JSON.stringify(flaw.quoted))})`,
    ),
    unquoted: messageWith(''),
  };
}

/** The flaw of a statement: two halves of a sentence, with a quote between them. */
interface Flaw {
  what: string;
  quoted?: PolicyStatement['Principal'] | PolicyStatement['Action'];
  remedy: string;
}

function flawOf(
  verdict: Verdict,
  statement: PolicyStatement,
): Flaw | undefined {
  switch (verdict) {
    case 'any-principal':
      return statement.NotPrincipal === undefined
        ? {
            what: 'lets Personalize assume the role through a wildcard principal',
            quoted: statement.Principal,
            remedy:
              ', and anyone else. Name the intended principals, without Personalize, or delete the statement.',
          }
        : {
            what: "lets Personalize assume the role, because NotPrincipal lets in everyone it doesn't name",
            remedy:
              '. Replace it with a Principal that names the intended principals, without Personalize, or delete the statement.',
          };
    case 'any-action':
      return statement.NotAction === undefined
        ? {
            what: 'lets Personalize assume the role through a wildcard action',
            quoted: statement.Action,
            remedy:
              '. Name the intended actions, such as sts:AssumeRole, or delete the statement.',
          }
        : {
            what: "lets Personalize assume the role, because NotAction allows every action it doesn't name",
            remedy:
              '. Replace it with an Action that names the intended actions, such as sts:AssumeRole, or delete the statement.',
          };
    default:
      return undefined;
  }
}
