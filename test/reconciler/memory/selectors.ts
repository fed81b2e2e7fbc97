/** Label and field selectors, as far as the client uses them. */
import type { Doc } from './object-store';

export function matcherOf(query: URLSearchParams): (object: Doc) => boolean {
  const labels = terms(query.get('labelSelector'));
  const fields = terms(query.get('fieldSelector'));
  return ({ metadata }) =>
    labels.every(([key, value]) =>
      value === undefined ? metadata.labels?.[key] !== undefined : metadata.labels?.[key] === value,
    ) && fields.every(([key, value]) => key === 'metadata.name' && metadata.name === value);
}

/** `key` (it is there) or `key=value`. */
function terms(selector: string | null): Array<[string, string | undefined]> {
  return (selector ?? '')
    .split(',')
    .filter((term) => term !== '')
    .map((term) => {
      const [key, value] = term.split('=');
      return [key, value];
    });
}
