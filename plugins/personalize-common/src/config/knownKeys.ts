/**
 * Refuses keys of the configuration that mean nothing: a guardrail that is
 * spelled wrong would be none.
 *
 * @param found - the keys that are there
 * @param path - of what holds them
 * @throws Error that names the path of the first such key and the known ones
 */
export function refuseUnknownKeys(
  found: readonly string[],
  path: string,
  known: readonly string[],
): void {
  const unknown = found.find(key => !known.includes(key));
  if (unknown !== undefined) {
    throw new Error(
      `${path}.${unknown} is nothing that the portal knows; under ${path} it knows ${known.join(
        ', ',
      )}`,
    );
  }
}
