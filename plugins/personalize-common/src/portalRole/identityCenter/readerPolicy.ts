import { PolicyDocument } from '../../policy/document';
import { nothingElse } from '../nothingElse';
import { documentOf, ReasonedStatement } from '../reasoned';
import { identityCenterReads } from './reads';
import { IdentityCenterScope } from './scope';

/** The policy of the role that plans, dry runs and checks assume. It changes nothing. */
export function identityCenterReaderPolicy(
  scope: IdentityCenterScope,
): PolicyDocument {
  return documentOf(identityCenterReaderStatements(scope));
}

/** The statements of the reader's policy, each with its reason. */
export function identityCenterReaderStatements(
  scope: IdentityCenterScope,
): ReasonedStatement[] {
  const allowed = identityCenterReads(scope);
  return [...allowed, nothingElse(allowed)];
}
