import { createHash } from 'crypto';
import { parse, stringify } from 'smol-toml';
import type { RestateConfig } from './config';
import type { Faults } from '../../core/faults';
import { rawManifestValue } from '../../core/manifest-value';

/** A configuration as the server gets it, and as it can be asked about. */
export interface ConfigFile {
  /** The text of the file. */
  readonly text: string;
  /** What it says; undefined where the text is not TOML. */
  readonly tables: { [key: string]: any } | undefined;
}

/** Reads a configuration; what is wrong with it is a fault at `config`. */
export function configFile(config: RestateConfig | undefined, faults: Faults): ConfigFile {
  if (config === undefined) return { text: '', tables: {} };
  const { toml, object } = config._source;
  if (object !== undefined) {
    const tables = sorted(rawManifestValue(object, faults, 'config'));
    return { text: stringify(tables), tables };
  }
  if (typeof toml !== 'string') {
    faults.add('config', `${typeof toml} is not a text`, 'write the configuration as TOML');
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

/**
 * The name of the ConfigMap of a configuration, as the operator makes it: a new configuration is a new ConfigMap,
 * so that the pods roll.
 */
export function configMapName(text: string): string {
  return `restate-config-${createHash('sha256').update(text).digest().readUInt32LE(0).toString(16)}`;
}

/** The order of a map's keys differs from run to run in some languages, and the name depends on the text. */
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
