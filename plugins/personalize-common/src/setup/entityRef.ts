import { TextRule } from '../aws/textRule';

const MAX_CHARACTERS = 63;

const nameFits = `a name in the catalog has 1 to ${MAX_CHARACTERS} of A-Z a-z 0-9, with - _ . only between them`;

/** Whether the catalog accepts a text as an entity name. */
function isEntityName(text: string): boolean {
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
  fits: nameFits,
  broken: text => (isEntityName(text) ? undefined : nameFits),
};

/** Splits `[kind:][namespace/]name`. */
function split(text: string) {
  const [, kind, namespace, name] =
    /^(?:([^:/]+):)?(?:([^:/]+)\/)?([^:/]+)$/.exec(text) ?? [];
  return { kind, namespace, name };
}

/** Source: Backstage, "Descriptor Format of Catalog Entities", metadata.namespace. */
function isNamespace(text: string): boolean {
  return text.length <= 63 && /^[a-z0-9]+(?:-+[a-z0-9]+)*$/i.test(text);
}

/**
 * A reference to a catalog entity of one kind: full, `group:default/name`, or
 * short, `name`.
 *
 * @param kind - in lower case
 */
export function entityRefRule(kind: string): TextRule {
  const fits = `give a ${kind} as ${kind}:NAMESPACE/NAME, or as NAME if its namespace is default`;
  return {
    fits,
    broken(text) {
      const ref = split(text);
      if (!ref.name || !isEntityName(ref.name)) {
        return fits;
      }
      if (ref.namespace !== undefined && !isNamespace(ref.namespace)) {
        return fits;
      }
      return ref.kind === undefined || ref.kind.toLowerCase() === kind
        ? undefined
        : `it must be a ${kind}, not a ${ref.kind.toLowerCase()}: ${fits}`;
    },
  };
}

/**
 * The full reference in lower case, as in the catalog and in a person's claims.
 *
 * @param text - matches {@link entityRefRule} of the kind
 */
export function normaliseEntityRef(text: string, kind: string): string {
  const { namespace = 'default', name } = split(text);
  return `${kind}:${namespace}/${name}`.toLowerCase();
}
