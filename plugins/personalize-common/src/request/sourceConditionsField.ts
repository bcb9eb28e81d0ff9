import { RequestDefaults } from './defaults';
import { oneOf, withDefault } from './fields';
import { SOURCE_CONDITIONS } from './types';

/** How service statements on keys and buckets are tied to the account. */
export function sourceConditionsField(defaults: RequestDefaults) {
  return withDefault(
    oneOf(SOURCE_CONDITIONS),
    defaults.sourceConditions ?? 'if-present',
  );
}
