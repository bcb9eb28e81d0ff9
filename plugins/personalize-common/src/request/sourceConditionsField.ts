import { SOURCE_CONDITIONS } from '../setup/access';
import { RequestDefaults } from './defaults';
import { oneOf, withDefault } from './fields';

/**
 * How service statements on keys and buckets are tied to the account. A guardrail
 * that opens `none` doesn't ask for it.
 */
export function sourceConditionsField({ sourceConditions }: RequestDefaults) {
  return withDefault(
    oneOf(SOURCE_CONDITIONS),
    sourceConditions === 'required' ? 'required' : 'if-present',
  );
}
