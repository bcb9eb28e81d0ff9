import { statementFingerprint } from '../../policy/compare';
import { PolicyStatement } from '../../policy/document';

/**
 * Fingerprints of the statements that set-ups of this portal have on record in
 * the policies of buckets and keys, by ARN.
 */
export type SetupStatements = Readonly<Record<string, readonly string[]>>;

/**
 * Whether a set-up has a statement on record, as it stands. What it opens isn't
 * another run's doing. Its Sid proves nothing, for anybody can write one.
 *
 * @param place - ARN of the bucket or key
 */
export function isOfOtherSetup(
  recorded: SetupStatements,
  place: string,
  statement: PolicyStatement,
): boolean {
  return (recorded[place] ?? []).includes(statementFingerprint(statement));
}
