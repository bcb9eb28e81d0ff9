import { DecisionReason } from './decision';
import { PolicyDecision } from './findings';

/** Whether something lets a principal in, and what is lacking where it doesn't. */
export interface Grant extends PolicyDecision {
  lack: Extract<DecisionReason, 'no-allow' | 'outside-boundary'>;
}

/** Lets in what both let in. What decides is the first that may not, else the first. */
export function both(one: Grant, other: Grant): Grant {
  const grants = [one, other];
  return (
    grants.find(({ answer }) => answer === 'no') ??
    grants.find(({ answer }) => answer === 'unknown') ??
    one
  );
}

/**
 * Lets in what one of several lets in. What decides is the first that does, else
 * the first that may; where none does, what a boundary alone shuts out is told.
 */
export function either(first: Grant, ...others: Grant[]): Grant {
  const grants = [first, ...others];
  return (
    grants.find(({ answer }) => answer === 'yes') ??
    grants.find(({ answer }) => answer === 'unknown') ??
    grants.find(({ lack }) => lack === 'outside-boundary') ??
    first
  );
}
