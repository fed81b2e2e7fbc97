/** Maps every scalar of plain data; the input is not changed. */
export function mapScalars(value: unknown, replace: (scalar: unknown) => unknown): unknown {
  if (Array.isArray(value)) return value.map((item) => mapScalars(item, replace));
  if (typeof value !== 'object' || value === null) return replace(value);
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [key, mapScalars(item, replace)]),
  );
}
