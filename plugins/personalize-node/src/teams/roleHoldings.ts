import {
  asList,
  bucketAndPrefixOf,
  BucketAndPrefix,
  certifyBucketStatement,
  certifyRoleKeyStatement,
  grantsIn,
  Holding,
  PolicyStatement,
  RoleTarget,
  statementsOf,
} from '@personalize-portal/backstage-plugin-personalize-common';
import { AwsSession } from '../aws/awsSession';
import { readInlinePolicies } from '../aws/iamReads';
import { documentsHeld } from '../parts/shared/record';

/** What earlier runs granted to a role. */
export interface RoleHoldings {
  buckets: BucketAndPrefix[];
  /** ARNs. */
  keys: string[];
}

/**
 * Reads what a role holds already: from our own statements in its inline policies,
 * and from the ledger, because a key granted only for imports leaves nothing on the
 * role.
 */
export async function readRoleHoldings(
  session: AwsSession,
  role: RoleTarget,
  holdings: readonly Holding[],
): Promise<RoleHoldings> {
  const recorded = grantsIn(role, documentsHeld({ holdings }));
  const policies = await readInlinePolicies(session, role.roleName);
  const statements = [...policies.values()].flatMap(statementsOf);
  const ours = (certify: (statement: PolicyStatement) => string[]) =>
    statements.filter(
      statement =>
        statement.Sid !== undefined &&
        certify(statement).includes(statement.Sid),
    );
  return {
    buckets: unique([
      ...recorded.buckets,
      ...ours(certifyBucketStatement(role)).flatMap(
        statement => bucketAndPrefixOf(statement) ?? [],
      ),
    ]),
    keys: unique([
      ...recorded.keys,
      ...ours(certifyRoleKeyStatement(role)).flatMap(({ Resource }) =>
        asList(Resource),
      ),
    ]),
  };
}

function unique<T>(values: T[]): T[] {
  return [
    ...new Map(values.map(value => [JSON.stringify(value), value])).values(),
  ];
}
