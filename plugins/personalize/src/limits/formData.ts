/*
 * The data of a form is whatever a person and the form have made of it so far.
 * What isn't of the kind that is asked for counts as empty.
 */

/** The text of a field. */
export function textAt(value: unknown, field: string): string {
  const found = fieldAt(value, field);
  return typeof found === 'string' ? found : '';
}

/** The entries of a field. */
export function listAt(value: unknown, field: string): unknown[] {
  const found = fieldAt(value, field);
  return Array.isArray(found) ? found : [];
}

/** The texts of a field, by name. */
export function textsAt(value: unknown, field: string): Record<string, string> {
  const found = Object(fieldAt(value, field));
  return Object.fromEntries(
    Object.keys(found).map(name => [name, textAt(found, name)]),
  );
}

/** What stands in a field. */
export function fieldAt(value: unknown, field: string): unknown {
  return typeof value === 'object' && value !== null && field in value
    ? Reflect.get(value, field)
    : undefined;
}
