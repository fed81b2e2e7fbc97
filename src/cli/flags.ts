import { parseArgs } from 'node:util';
import { UsageError } from './io';
import { shown } from '../core/faults';
import { supportedValues } from '../core/kubernetes-syntax';
import { suggest } from '../core/suggest';

/** One flag of a command. */
export interface Flag {
  /** The name on the command line, without dashes. */
  readonly name: string;
  readonly short?: string;
  /** The placeholder of the value in the usage text; a flag without one is a boolean. */
  readonly value?: string;
  readonly help: string;
  readonly default?: string;
  /** Whether the flag may be repeated; its option is then a list. */
  readonly multiple?: boolean;
  /** All supported values, if the flag is an enum. */
  readonly supported?: readonly string[];
  /** The heading in the usage text; "Flags" if undefined. */
  readonly group?: string;
}

/** The flags of a command, by the name of the option that each sets. */
export interface FlagTable {
  readonly [option: string]: Flag;
}

/** The options that a table of flags is parsed into. */
export type Options<T extends FlagTable> = {
  readonly [option in keyof T]: T[option] extends { value: string }
    ? | (T[option] extends { multiple: true } ? string[] : string)
      | (T[option] extends { default: string } ? never : undefined)
    : boolean;
};

/**
 * Parses the arguments of a command.
 *
 * @throws UsageError if a flag is unknown or its value is invalid
 */
export function parseFlags<T extends FlagTable>(
  args: readonly string[],
  table: T,
): { options: Options<T>; positionals: string[] } {
  const flags = Object.values(table);
  // Not strict, since the messages of parseArgs do not suggest anything.
  const { values, positionals, tokens } = parseArgs({
    args: [...args],
    allowPositionals: true,
    strict: false,
    tokens: true,
    options: Object.fromEntries(
      flags.map(({ name, short, value, multiple = false }) => [
        name,
        { type: value === undefined ? 'boolean' : 'string', multiple, ...(short && { short }) },
      ]),
    ),
  });
  for (const token of tokens) {
    if (token.kind === 'option') checkFlag(token, flags);
  }
  const options = Object.entries(table).map(([option, { name, value, default: byDefault }]) => [
    option,
    values[name] ?? (value === undefined ? false : byDefault),
  ]);
  return { options: Object.fromEntries(options), positionals };
}

interface GivenFlag {
  readonly name: string;
  readonly rawName: string;
  readonly value?: string;
  readonly inlineValue?: boolean;
}

function checkFlag({ name, rawName, value, inlineValue }: GivenFlag, flags: readonly Flag[]): void {
  const flag = flags.find((known) => known.name === name);
  if (flag === undefined) {
    const meant = rawName.startsWith('--')
      ? suggest(
          name,
          flags.map((known) => known.name),
        )
      : undefined;
    throw new UsageError(
      `unknown flag: ${rawName}${meant === undefined ? '' : `; did you mean --${meant}?`}`,
    );
  }
  if (flag.value === undefined) {
    if (value === undefined) return;
    throw new UsageError(`${rawName}: takes no value, got ${shown(value)}; remove the value`);
  }
  // The next argument is more likely a flag than the value.
  if (value === undefined || (inlineValue === false && /^-./.test(value))) {
    throw new UsageError(`${rawName}: missing value; write --${name}=${flag.value}`);
  }
  if (flag.supported !== undefined && !flag.supported.includes(value)) {
    throw new UsageError(
      `${rawName}: unsupported value ${shown(value)}; ${supportedValues(flag.supported, value)}`,
    );
  }
}
