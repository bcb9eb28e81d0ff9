import { createConditionExports } from '@backstage/plugin-permission-node';
import { personalizeSetupRules } from './rules';
import { personalizeSetupResourceRef } from './setupResource';

const exported = createConditionExports({
  resourceRef: personalizeSetupResourceRef,
  rules: personalizeSetupRules,
});

/** Makes the conditions of a policy, for example `isInAccount({ accountIds: ['...'] })`. */
export const personalizeConditions = exported.conditions;

/** Makes the decision of a policy that hangs on conditions. */
export const createPersonalizeConditionalDecision =
  exported.createConditionalDecision;
