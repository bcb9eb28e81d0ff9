import { TextRule } from '../aws/textRule';

const MAX_CHARACTERS = 63;

const fits = `a name in the catalog has 1 to ${MAX_CHARACTERS} of A-Z a-z 0-9, with - _ . between them only`;

/** Tells whether the catalog takes a text as the name of an entity. */
export function isEntityName(text: string): boolean {
  return (
    text.length <= MAX_CHARACTERS &&
    /^(?:[A-Za-z0-9][A-Za-z0-9_.-]*)?[A-Za-z0-9]$/.test(text)
  );
}

/**
 * The name of a set-up, which becomes the name of its entity.
 * Source: Backstage, "Descriptor Format of Catalog Entities", metadata.name.
 */
export const setupNameRule: TextRule = {
  fits,
  broken: text => (isEntityName(text) ? undefined : fits),
};
