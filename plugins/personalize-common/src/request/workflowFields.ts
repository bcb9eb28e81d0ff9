import { z } from 'zod/v3';
import { oneOf } from './fields';

/**
 * A list of workflows, not empty. Duplicates are united and the order is that of
 * the known words, so that the same request always reads the same.
 *
 * @param known - the workflows that the thing has
 * @param flaw - what is wrong with another word
 */
export function workflowList<W extends string>(
  known: readonly W[],
  flaw?: (value: unknown) => string,
) {
  const message = `it must be a list of at least one of ${known.join(', ')}`;
  return z
    .array(oneOf(known, flaw), {
      required_error: message,
      invalid_type_error: message,
    })
    .min(1, message)
    .transform(words => uniteWorkflows(known, words));
}

/** Workflows once each, in the order of the known words. */
export function uniteWorkflows<W extends string>(
  known: readonly W[],
  ...lists: (readonly W[])[]
): W[] {
  return known.filter(word => lists.some(list => list.includes(word)));
}
