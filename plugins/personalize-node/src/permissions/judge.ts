import {
  AuthorizeResult,
  PermissionCondition,
  PermissionCriteria,
  PolicyDecision,
} from '@backstage/plugin-permission-common';
import {
  createConditionAuthorizer,
  isAndCriteria,
  isNotCriteria,
  isOrCriteria,
} from '@backstage/plugin-permission-node';
import {
  allOf,
  Answer,
  answerOf,
  anyOf,
  opposite,
} from '@personalize-portal/backstage-plugin-personalize-common';
import {
  personalizeSetupResourceRef,
  personalizeSetupRules,
  SetupResource,
} from './rules';

/**
 * Whether a decision of the portal's policy allows an action on a set-up. Refuses
 * what can't be judged, under a `not` as well: an unknown rule, parameters that a
 * rule doesn't take, a condition on what the request doesn't contain.
 */
export function permits(
  decision: PolicyDecision | undefined,
  resource: SetupResource,
): boolean {
  switch (decision?.result) {
    case AuthorizeResult.ALLOW:
      return true;
    case AuthorizeResult.CONDITIONAL:
      return judge(decision.conditions, resource) === 'yes';
    default:
      return false;
  }
}

function judge(
  criteria: PermissionCriteria<PermissionCondition>,
  resource: SetupResource,
): Answer {
  if (isAndCriteria(criteria)) {
    return allOf(criteria.allOf.map(each => judge(each, resource)));
  }
  if (isOrCriteria(criteria)) {
    return anyOf(criteria.anyOf.map(each => judge(each, resource)));
  }
  if (isNotCriteria(criteria)) {
    return opposite(judge(criteria.not, resource));
  }
  return judgeOne(criteria, resource);
}

const { isInAccount, isOwnedBy, isSetup, grantsOnlyTo } = personalizeSetupRules;

/** The field that each rule checks. */
const SUBJECTS = new Map<string, keyof SetupResource>([
  [isInAccount.name, 'accountId'],
  [isOwnedBy.name, 'owners'],
  [isSetup.name, 'setup'],
  [grantsOnlyTo.name, 'principalTypes'],
]);

const isMet = createConditionAuthorizer<SetupResource, unknown>(
  Object.values(personalizeSetupRules),
);

function judgeOne(
  condition: PermissionCondition,
  resource: SetupResource,
): Answer {
  const subject = SUBJECTS.get(condition.rule);
  if (
    condition.resourceType !== personalizeSetupResourceRef.resourceType ||
    subject === undefined ||
    resource[subject] === undefined
  ) {
    return 'unknown';
  }
  try {
    return answerOf(
      isMet(
        {
          result: AuthorizeResult.CONDITIONAL,
          pluginId: personalizeSetupResourceRef.pluginId,
          resourceType: condition.resourceType,
          conditions: condition,
        },
        resource,
      ),
    );
  } catch {
    // The rule doesn't take these parameters.
    return 'unknown';
  }
}
