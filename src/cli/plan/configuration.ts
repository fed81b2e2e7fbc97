/** The keys of a server's configuration that two texts differ in. No values: they may hold secrets. */
import { parse } from 'smol-toml';
import { isMap } from '../input/untyped';

export function configurationChange(before: string, after: string): string[] {
  const [from, to] = [values(before), values(after)];
  const keys = [...new Set([...from.keys(), ...to.keys()])].sort();
  return keys.filter((key) => from.get(key) !== to.get(key));
}

/** `table.key` -> its value as text; what is not TOML has one key. */
function values(text: string): Map<string, string> {
  try {
    return new Map(leaves(parse(text), []));
  } catch {
    return new Map([['(not TOML)', text]]);
  }
}

function leaves(value: unknown, path: readonly string[]): Array<[string, string]> {
  if (!isMap(value)) return [[path.join('.'), JSON.stringify(value)]];
  return Object.entries(value).flatMap(([key, inner]) => leaves(inner, [...path, key]));
}
