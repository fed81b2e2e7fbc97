import { CONFIG_KEYS } from './keys';
import type { Faults } from '../../core/faults';
import type { Json } from '../../core/json';
import { suggest } from '../../core/suggest';

/** Servers of any version may have them, and most are in no schema. */
const EXPERIMENTAL = 'experimental-';

/** Warns of keys that no server has, as far as this version of the library knows. */
export function warnOfUnknownKeys(tables: Json, faults: Faults, path = ''): void {
  const known = CONFIG_KEYS[path]?.split(' ');
  if (known === undefined) return;
  for (const [key, value] of Object.entries(tables)) {
    const inner = path === '' ? key : `${path}.${key}`;
    if (!known.includes(key)) {
      if (!key.startsWith(EXPERIMENTAL)) warnOfKey(key, inner, known, faults);
      continue;
    }
    for (const table of Array.isArray(value) ? value : [value]) {
      if (typeof table === 'object' && table !== null) warnOfUnknownKeys(table, faults, inner);
    }
  }
}

function warnOfKey(key: string, path: string, known: readonly string[], faults: Faults): void {
  const kebab = key.toLowerCase().replace(/_/g, '-');
  const meant = kebab.startsWith(EXPERIMENTAL) ? kebab : suggest(kebab, known);
  faults.warn(
    `config.${path}`,
    'is not known to this version of the library; servers ignore keys that they do not know',
    meant === undefined ? 'remove it, unless the server has it' : `write ${meant}`,
  );
}
