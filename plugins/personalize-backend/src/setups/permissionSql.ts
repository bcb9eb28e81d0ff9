import {
  AuthorizeResult,
  PermissionCondition,
  PermissionCriteria,
  PolicyDecision,
} from '@backstage/plugin-permission-common';
import {
  ConditionTransformer,
  createConditionTransformer,
  isAndCriteria,
  isNotCriteria,
  isOrCriteria,
} from '@backstage/plugin-permission-node';
import {
  personalizeSetupResourceRef,
  personalizeSetupRules,
  SetupQuery,
} from '@personalize-portal/backstage-plugin-personalize-node';

/** The condition on a row, with `?` for each binding. */
export interface SqlCondition {
  sql: string;
  bindings: string[];
}

const YES: SqlCondition = { sql: '1 = 1', bindings: [] };
const NO: SqlCondition = { sql: '1 = 0', bindings: [] };
/**
 * SQL keeps it unknown under `not`, and counts it for neither in `and` and
 * `or`.
 */
const UNKNOWN: SqlCondition = { sql: 'null', bindings: [] };

/**
 * The SQL condition on rows of `setups` for a decision of the portal's policy.
 * It answers like `permits` for one set-up: what can't be judged matches
 * nothing, also under a `not`.
 */
export function permittedRows(decision: PolicyDecision): SqlCondition {
  switch (decision.result) {
    case AuthorizeResult.ALLOW:
      return YES;
    case AuthorizeResult.CONDITIONAL:
      return conditionOf(decision.conditions);
    default:
      return NO;
  }
}

function conditionOf(
  criteria: PermissionCriteria<PermissionCondition>,
): SqlCondition {
  if (isAndCriteria(criteria)) {
    return joinConditions(criteria.allOf.map(conditionOf), ' and ');
  }
  if (isOrCriteria(criteria)) {
    return joinConditions(criteria.anyOf.map(conditionOf), ' or ');
  }
  if (isNotCriteria(criteria)) {
    const { sql, bindings } = conditionOf(criteria.not);
    return { sql: `not (${sql})`, bindings };
  }
  return conditionOfOne(criteria);
}

function joinConditions(
  conditions: SqlCondition[],
  operator: string,
): SqlCondition {
  return {
    sql: conditions.map(({ sql }) => `(${sql})`).join(operator),
    bindings: conditions.flatMap(({ bindings }) => bindings),
  };
}

const toQuery: ConditionTransformer<SetupQuery> = createConditionTransformer(
  Object.values(personalizeSetupRules),
);

function conditionOfOne(condition: PermissionCondition): SqlCondition {
  const query = queryOf(condition);
  const column = query && columnOf(query);
  if (!query || !column) {
    return UNKNOWN;
  }
  const { values } = query;
  return values.length > 0
    ? {
        sql: `${column} in (${values.map(() => '?').join(', ')})`,
        bindings: values,
      }
    : NO;
}

function queryOf(condition: PermissionCondition): SetupQuery | undefined {
  if (condition.resourceType !== personalizeSetupResourceRef.resourceType) {
    return undefined;
  }
  try {
    const query = toQuery(condition);
    return 'field' in query ? query : undefined;
  } catch {
    // There is no such rule, or it doesn't take these parameters.
    return undefined;
  }
}

/** The columns of a set-up that a rule reads; no column says how it reaches people. */
function columnOf({ field }: SetupQuery): string | undefined {
  switch (field) {
    case 'accountId':
      return 'account_id';
    case 'owners':
      return 'owner';
    case 'setup':
      return 'name';
    default:
      return undefined;
  }
}
