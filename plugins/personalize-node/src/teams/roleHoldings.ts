import {
  asList,
  bucketAndPrefixOf,
  BucketAndPrefix,
  certifyBucketStatement,
  certifyRoleKeyStatement,
  PolicyStatement,
  RoleTarget,
  statementsOf,
} from '@personalize-portal/backstage-plugin-personalize-common';
import { AwsSession } from '../accounts/awsSession';
import { readInlinePolicies } from '../aws/iamReads';

/** What earlier runs granted to a role. */
export interface RoleHoldings {
  buckets: BucketAndPrefix[];
  /** ARNs. */
  keys: string[];
}

/**
 * Reads what a role holds already, by our own statements in its inline policies,
 * which are the record of that.
 */
export async function readRoleHoldings(
  session: AwsSession,
  role: RoleTarget,
): Promise<RoleHoldings> {
  const policies = await readInlinePolicies(session, role.roleName);
  const statements = [...policies.values()].flatMap(statementsOf);
  const ours = (certify: (statement: PolicyStatement) => string[]) =>
    statements.filter(
      statement =>
        statement.Sid !== undefined &&
        certify(statement).includes(statement.Sid),
    );
  return {
    buckets: ours(certifyBucketStatement(role)).flatMap(
      statement => bucketAndPrefixOf(statement) ?? [],
    ),
    keys: ours(certifyRoleKeyStatement(role)).flatMap(({ Resource }) =>
      asList(Resource),
    ),
  };
}
