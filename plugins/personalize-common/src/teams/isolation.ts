import { sha256 } from '@noble/hashes/sha2';
import { base32nopad } from '@scure/base';

/**
 * How teams are kept apart. `account`: by account and Region alone; people reach all
 * that Personalize holds there. `tags`: people reach what carries the tag of their
 * team.
 */
export const ISOLATIONS = ['account', 'tags'] as const;
export type Isolation = (typeof ISOLATIONS)[number];

/** Leaves room for a name: Personalize allows 63 characters. */
const LONGEST_READABLE = 40;

const HASH_CHARACTERS = 12;

/**
 * What the names of a team's schemas and metric attributions begin with: AWS lets
 * neither be tagged, so their names tell whose they are. For most groups of the
 * namespace `default` it is the group's name and `--`; for any other group it is
 * made of a hash. No team's prefix begins with another's.
 * Source of the characters: Amazon Personalize API Reference, `Name`.
 *
 * @param team - entity ref of a group, in full and in lower case
 */
export function teamNamePrefix(team: string): string {
  const [, name = ''] =
    /^group:default\/([a-z0-9]+(?:-[a-z0-9]+)*)$/.exec(team) ?? [];
  const isReadable = name !== '' && name.length <= LONGEST_READABLE;
  return `${isReadable ? name : `t_${hashOf(team)}`}--`;
}

function hashOf(team: string): string {
  return base32nopad
    .encode(sha256(new TextEncoder().encode(team)))
    .toLowerCase()
    .slice(0, HASH_CHARACTERS);
}
