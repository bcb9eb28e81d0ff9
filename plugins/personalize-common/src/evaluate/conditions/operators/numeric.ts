import { orderedOperators } from './ordered';

const NUMBER = /^[+-]?\d+(\.\d+)?$/;

/** Integers and decimals. */
export const NUMERIC_OPERATORS = orderedOperators('Numeric', text =>
  NUMBER.test(text) ? Number(text) : undefined,
);
