/**
 * Values that were read from mounted files never get into a log, an Event, a status or a termination message: a proxy
 * or an endpoint may repeat the headers of a request in its answer.
 */

/** By file, the value and the one before: an answer may come after it was replaced. */
const known = new Map<string, readonly string[]>();

/** What is shorter is no secret, and may be a part of any word. */
const SHORTEST = 4;

export function keepSecret(file: string, value: string): void {
  const [last] = known.get(file) ?? [];
  if (value.length >= SHORTEST && value !== last) known.set(file, last ? [value, last] : [value]);
}

/** The text with `***` in place of each of them, also where it is a part of JSON. */
export function withoutSecrets(text: string): string {
  const values = [...known.values()].flat().flatMap((value) => [value, inJson(value)]);
  // The longest first: one may be a part of another.
  values.sort((one, other) => other.length - one.length);
  return values.reduce((rest, value) => rest.split(value).join('***'), text);
}

function inJson(value: string): string {
  return JSON.stringify(value).slice(1, -1);
}
