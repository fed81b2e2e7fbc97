import type { CrdSchema } from './custom-kinds';

/**
 * Drops every field whose value is null, as the API server does for custom resources. Open parts keep their nulls,
 * which are passed on.
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
