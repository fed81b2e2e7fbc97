import type { CrdSchema } from './custom-kinds';

/**
 * Leaves out every field whose value is null, as an API server does with what it reads of a custom kind, but for
 * open parts: there a null is the user's own and passed on.
 */
export function withoutNulls(value: unknown, schema: CrdSchema | undefined): unknown {
  if (schema?.['x-open'] === true) return value;
  if (Array.isArray(value)) return value.map((item) => withoutNulls(item, schema?.items));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, item]) => item !== null)
      .map(([key, item]) => [
        key,
        withoutNulls(item, schema?.properties?.[key] ?? schema?.additionalProperties),
      ]),
  );
}
