/** The fields of containers and volumes that are quantities or maps of quantities. */
const QUANTITIES = new Set(['divisor', 'sizeLimit']);
const MAPS_OF_QUANTITIES = new Set(['limits', 'requests']);

/**
 * Converts quantities from numbers to strings. The API server and the operator store them as strings, so that
 * `kubectl diff` shows no difference.
 */
export function withQuantitiesAsText(value: any): any {
  if (Array.isArray(value)) return value.map(withQuantitiesAsText);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, item]: [string, any]) => {
      if (QUANTITIES.has(key)) return [key, asText(item)];
      if (!MAPS_OF_QUANTITIES.has(key)) return [key, withQuantitiesAsText(item)];
      return [key, eachAsText(item)];
    }),
  );
}

function eachAsText(map: any): any {
  if (typeof map !== 'object' || map === null) return map;
  return Object.fromEntries(Object.entries(map).map(([key, item]) => [key, asText(item)]));
}

function asText(quantity: unknown): unknown {
  return ['number', 'bigint'].includes(typeof quantity) ? String(quantity) : quantity;
}
