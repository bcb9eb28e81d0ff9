import {
  asList,
  POLICY_VERSION,
  PolicyDocument,
  PolicyStatement,
} from '../policy/document';

/**
 * A statement and why it is there. The reason is data: who reviews the template
 * reads it above the statement.
 */
export interface ReasonedStatement {
  because: string;
  statement: PolicyStatement & { Sid: string };
}

/** The policy document of some statements. */
export function documentOf(
  statements: readonly ReasonedStatement[],
): PolicyDocument {
  return {
    Version: POLICY_VERSION,
    Statement: statements.map(({ statement }) => statement),
  };
}

/** All actions that some statements allow, sorted, each once. */
export function allowedActions(
  statements: readonly ReasonedStatement[],
): string[] {
  const actions = statements
    .filter(({ statement }) => statement.Effect === 'Allow')
    .flatMap(({ statement }) => asList(statement.Action));
  return [...new Set(actions)].sort();
}
