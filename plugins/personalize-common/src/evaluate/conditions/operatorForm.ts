import { ConditionOperator } from './operator';
import { CONDITION_OPERATORS } from './operators';

/** How the values of a key that has several are taken together. */
export type SetOperator = 'ForAllValues' | 'ForAnyValue';

/** A condition operator as a policy writes it: `ForAnyValue:StringLikeIfExists`. */
export interface OperatorForm {
  set?: SetOperator;
  /** Matches a request without the key. */
  ifExists: boolean;
  operator: ConditionOperator;
}

const FORM = /^(?:(ForAllValues|ForAnyValue):)?(\w+?)(IfExists)?$/i;

/** Reads an operator's name; `undefined` for Null and for what is none. */
export function parseOperator(name: string): OperatorForm | undefined {
  const match = FORM.exec(name);
  if (!match) {
    return undefined;
  }
  const [, set, base, ifExists] = match;
  const operator = CONDITION_OPERATORS.get(base.toLowerCase());
  return (
    operator && {
      set: setOperatorOf(set),
      ifExists: ifExists !== undefined,
      operator,
    }
  );
}

function setOperatorOf(text: string | undefined): SetOperator | undefined {
  switch (text?.toLowerCase()) {
    case 'forallvalues':
      return 'ForAllValues';
    case 'foranyvalue':
      return 'ForAnyValue';
    default:
      return undefined;
  }
}

/** Tells whether an operator is Null, which asks whether a key exists. */
export function isNullOperator(name: string): boolean {
  return name.toLowerCase() === 'null';
}
