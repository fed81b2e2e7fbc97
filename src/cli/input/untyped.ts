// Parts of objects that no schema has checked: what is of another form is as good as left out.

/** A list, or an empty one where there is none. */
export function listOf(value: unknown): any[] {
  return Array.isArray(value) ? value : [];
}

/** A map's strings, such as labels. */
export function stringsOf(value: unknown): { [key: string]: string } {
  if (!isMap(value)) return {};
  return Object.fromEntries(Object.entries(value).filter(([, item]) => typeof item === 'string'));
}

export function isMap(value: unknown): value is { [field: string]: any } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
