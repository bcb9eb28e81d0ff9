import { TextRule } from '../aws/textRule';

/** Kind and `spec.type` of the entity of a set-up. */
export const SETUP_ENTITY_KIND = 'Resource';
export const SETUP_ENTITY_TYPE = 'personalize-permissions';

/** Of all entities, those of set-ups. */
export const SETUP_ENTITY_FILTER = {
  kind: SETUP_ENTITY_KIND.toLowerCase(),
  'spec.type': SETUP_ENTITY_TYPE,
};

/** `spec.type` of the entities of buckets and keys that set-ups depend on. */
export const BUCKET_ENTITY_TYPE = 's3-bucket';
export const KEY_ENTITY_TYPE = 'kms-key';

/**
 * The metadata field of bucket and key entities that lists the owners of the
 * set-ups using them. A permission policy uses it to tell these entities from
 * others and to find their teams.
 */
export const USING_TEAMS_FIELD = 'personalizeTeams';

/** Whether a name has the form of bucket and key entity names. */
export function isNameOfShared(name: string): boolean {
  return /^aws(-[a-z]+)?-(s3|kms)-/i.test(name);
}

/** The annotations of the entity of a set-up. */
export const SETUP_ANNOTATIONS = {
  accountId: 'personalize.aws/account-id',
  region: 'personalize.aws/region',
  roleArn: 'personalize.aws/role-arn',
  taskId: 'personalize.aws/task-id',
  requestedBy: 'personalize.aws/requested-by',
  appliedAt: 'personalize.aws/applied-at',
  status: 'personalize.aws/status',
} as const;

/** Sent after a set-up was registered, checked or removed, with the payload `{ name }`. */
export const SETUPS_TOPIC = 'personalize.setups';

/** The entity ref of a set-up. */
export function setupEntityRef(name: string): string {
  return `resource:default/${name.toLowerCase()}`;
}

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
