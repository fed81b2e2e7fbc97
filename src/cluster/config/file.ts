import { parse, stringify } from 'smol-toml';
import type { RestateConfig } from './config';
import type { Faults } from '../../core/faults';
import { rawManifestValue } from '../../core/manifest-value';

/** A configuration file: the text that the server reads, and its parsed tables for checks. */
export interface ConfigFile {
  /** The text of the file. */
  readonly text: string;
  /** The parsed text; undefined where it is not TOML. */
  readonly tables: { [key: string]: any } | undefined;
}

/** Reads a configuration; errors in it are faults at `config`. */
export function configFile(config: RestateConfig | undefined, faults: Faults): ConfigFile {
  if (config === undefined) return { text: '', tables: {} };
  const { toml, object } = config._source;
  if (object !== undefined) {
    const tables = sorted(rawManifestValue(object, faults, 'config'));
    return { text: stringify(tables), tables };
  }
  if (typeof toml !== 'string') {
    faults.add('config', `must be a string, got ${typeof toml}`, 'write the configuration as TOML');
    return { text: '', tables: undefined };
  }
  try {
    // Restate's numbers are 64 bits wide; without the option a large one would be refused here.
    return { text: toml, tables: parse(toml, { integersAsBigInt: 'asNeeded' }) };
  } catch (error) {
    const reason = (error as Error).message.trim().split('\n')[0];
    faults.add('config', `invalid TOML: ${reason}`, `fix the TOML${position(error)}`);
    return { text: toml, tables: undefined };
  }
}

/** In some languages the order of a map's keys differs from run to run, and the ConfigMap's name depends on the text. */
function sorted(value: any): any {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).filter(([, item]) => item !== null);
  entries.sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([key, item]) => [key, sorted(item)]));
}

function position(error: unknown): string {
  const { line, column } = error as { line?: number; column?: number };
  return line === undefined ? '' : ` at line ${line}, column ${column}`;
}
