/** The way to a value in an input: names of fields, and places in lists. */
export type Path = readonly (string | number)[];

/** The path of a field as one writes it in code: `s3[1].prefix`, `tags["a b"]`. */
export function fieldPath(path: Path): string {
  if (path.length === 0) {
    return 'input';
  }
  return path
    .map((step, index) => {
      if (typeof step === 'number') {
        return `[${step}]`;
      }
      if (/^[A-Za-z_][\w-]*$/.test(step)) {
        return index === 0 ? step : `.${step}`;
      }
      return `[${JSON.stringify(step)}]`;
    })
    .join('');
}

/** What the reader wrote at a path; `undefined` where nothing is. */
export function valueAt(input: unknown, path: Path): unknown {
  return path.reduce<unknown>(
    (value, step) =>
      typeof value === 'object' && value !== null
        ? Object.getOwnPropertyDescriptor(value, step)?.value
        : undefined,
    input,
  );
}
