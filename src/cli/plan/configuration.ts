/** The keys of a server's configuration that two texts differ in. No values: they may hold secrets. */
import { parse } from 'smol-toml';
import { differences } from './difference';
import { fieldOf } from '../input/schema-fault';

export function configurationChange(before: string, after: string): string[] {
  const [from, to] = [tables(before), tables(after)];
  if (from === undefined || to === undefined) return before === after ? [] : ['(all)'];
  const paths = [...differences(to, from, []), ...differences(from, to, [])].map(fieldOf);
  return [...new Set(paths)].sort();
}

/** Undefined for what is not TOML. */
function tables(text: string): unknown {
  try {
    return parse(text);
  } catch {
    return undefined;
  }
}
