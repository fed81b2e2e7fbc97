/** TOML, by a library that is bundled into this file when the package is made: no app has to install it. */
import { parse, stringify } from 'smol-toml';

/** Restate's numbers are 64 bits wide; without the option a large one would be refused. */
const OPTIONS = { integersAsBigInt: 'asNeeded' } as const;

/** @throws TomlError, with `line` and `column` */
export function parseToml(text: string): { [key: string]: any } {
  return parse(text, OPTIONS);
}

export function tomlText(tables: { [key: string]: any }): string {
  return stringify(tables);
}
