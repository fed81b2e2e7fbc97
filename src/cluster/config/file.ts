import type { RestateConfig } from './config';
import { canonicalJson } from '../../core/canonical-json';
import type { Faults } from '../../core/faults';
import { rawManifestValue } from '../../core/manifest-value';
import { parseToml, tomlText } from '../../core/toml';

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
    return { text: tomlText(tables), tables };
  }
  if (typeof toml !== 'string') {
    faults.add('config', `must be a string, got ${typeof toml}`, 'write the configuration as TOML');
    return { text: '', tables: undefined };
  }
  try {
    const readable = readableToml(toml);
    return { text: readable, tables: parseToml(readable) };
  } catch (error) {
    const reason = (error as Error).message.trim().split('\n')[0];
    faults.add('config', `invalid TOML: ${reason}`, `fix the TOML${position(error)}`);
    return { text: toml, tables: undefined };
  }
}

/**
 * A text that can be written as YAML: one whose first line begins with a tab can't, such as a template literal that is
 * indented like the code around it. Its lines lose the indentation that they have in common, unless that is part of a
 * value; then only the first line does, on which no value of several lines can end.
 */
function readableToml(toml: string): string {
  if (!/^[ \t\r\n]*\t/.test(toml)) return toml;
  const lines = toml.split('\n');
  const indents = lines
    .filter((line) => line.trim() !== '')
    .map((line) => /^[ \t]*/.exec(line)![0]);
  const common = indents.reduce((left, right) => {
    const end = [...left].findIndex((character, index) => character !== right[index]);
    return end === -1 ? left : left.slice(0, end);
  }, indents[0] ?? '');
  const dedented = lines
    .map((line) => (line.startsWith(common) ? line.slice(common.length) : line.trimStart()))
    .join('\n')
    .trimStart();
  const same = canonicalJson(parseToml(dedented)) === canonicalJson(parseToml(toml));
  return same ? dedented : toml.trimStart();
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
