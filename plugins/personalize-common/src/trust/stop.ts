import { PolicyStatement, statementName } from '../policy/document';
import { Verdict } from './judge';

/** A statement that a person must change before the role can be hardened. */
export interface TrustStop {
  /** The place in the document, from 0. */
  index: number;
  sid?: string;
  /** Names the statement and says what to do. */
  message: string;
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
  return {
    index,
    ...(statement.Sid === undefined ? {} : { sid: statement.Sid }),
    message: `Statement ${statementName(
      statement,
      index,
    )} of the trust policy ${flaw} Then run again; nothing was changed.`,
  };
}

function flawOf(
  verdict: Verdict,
  statement: PolicyStatement,
): string | undefined {
  switch (verdict) {
    case 'any-principal':
      return statement.NotPrincipal === undefined
        ? `lets Personalize assume the role through a principal that is a wildcard (${JSON.stringify(
            statement.Principal,
          )}), with who knows whom. Name the principals that are meant, without Personalize, or delete the statement.`
        : 'lets Personalize assume the role, for NotPrincipal lets in all that it does not name. Replace it by a Principal that names who is meant, without Personalize, or delete the statement.';
    case 'any-action':
      return statement.NotAction === undefined
        ? `lets Personalize assume the role through an action that is a wildcard (${JSON.stringify(
            statement.Action,
          )}). Name the actions that are meant, sts:AssumeRole for one, or delete the statement.`
        : 'lets Personalize assume the role, for NotAction allows all that it does not name. Replace it by an Action that names what is meant, sts:AssumeRole for one, or delete the statement.';
    default:
      return undefined;
  }
}
