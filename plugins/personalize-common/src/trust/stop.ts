import { PolicyStatement, statementName } from '../policy/document';
import { printable } from '../text/printable';
import { Verdict } from './judge';

/** A statement that a person must change before the role can be hardened. */
export interface TrustStop {
  /** The place in the document, from 0. */
  index: number;
  sid?: string;
  /** Names the statement, quotes what is wrong with it and says what to do. */
  message: string;
  /** The same without the quote. */
  unquoted: string;
}

/** The stop that a verdict means, if it means one. */
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

/** What is wrong with a statement: two halves of a sentence, with room for a quote between them. */
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
            what: 'lets Personalize assume the role through a principal that is a wildcard',
            quoted: statement.Principal,
            remedy:
              ', with who knows whom. Name the principals that are meant, without Personalize, or delete the statement.',
          }
        : {
            what: 'lets Personalize assume the role, for NotPrincipal lets in all that it does not name',
            remedy:
              '. Replace it by a Principal that names who is meant, without Personalize, or delete the statement.',
          };
    case 'any-action':
      return statement.NotAction === undefined
        ? {
            what: 'lets Personalize assume the role through an action that is a wildcard',
            quoted: statement.Action,
            remedy:
              '. Name the actions that are meant, sts:AssumeRole for one, or delete the statement.',
          }
        : {
            what: 'lets Personalize assume the role, for NotAction allows all that it does not name',
            remedy:
              '. Replace it by an Action that names what is meant, sts:AssumeRole for one, or delete the statement.',
          };
    default:
      return undefined;
  }
}
