import { SourceConditions } from '../setup/access';

/**
 * What stands for a value that the person left open, where it is stricter than
 * the product's own default. The guardrails are such.
 */
export interface RequestDefaults {
  rolePath?: string;
  sourceConditions?: SourceConditions;
}
