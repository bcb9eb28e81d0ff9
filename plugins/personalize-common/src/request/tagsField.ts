import { z } from 'zod/v3';
import { tagKeyRule, tagSetFlaw, tagValueRule } from '../service/tags';

/**
 * A person's tags, key to value; the product's own are not among them.
 *
 * Read by hand, because what is wrong with a key belongs in the message in the
 * place of the value, and because zod drops a key named `__proto__`.
 */
export function tagsField() {
  return z.unknown().transform((tags, context): Record<string, string> => {
    const refuse = (message: string, value: unknown) =>
      context.addIssue({ code: 'custom', message, params: { value } });

    if (typeof tags !== 'object' || tags === null || Array.isArray(tags)) {
      refuse('it must be an object of tag keys and values', tags);
      return z.NEVER;
    }
    const read: [string, string][] = [];
    for (const [key, value] of Object.entries(tags)) {
      const keyFlaw = tagKeyRule.broken(key);
      if (keyFlaw) {
        refuse(keyFlaw, key);
      }
      const valueFlaw =
        typeof value === 'string'
          ? tagValueRule.broken(value)
          : tagValueRule.fits;
      if (valueFlaw) {
        context.addIssue({ code: 'custom', path: [key], message: valueFlaw });
      } else {
        read.push([key, value]);
      }
    }
    const keys = Object.keys(tags);
    const setFlaw = tagSetFlaw(keys);
    if (setFlaw) {
      refuse(setFlaw, keys);
    }
    return Object.fromEntries(read);
  });
}
