import { parseFlags } from './flags';
import type { Flag, FlagTable, Options } from './flags';
import type { CommandIo, ExitStatus } from './io';
import { flagsUsage, wrapped } from './usage';

const HELP: Flag = { name: 'help', short: 'h', help: 'show this text' };

/** The parts of a command that differ from other commands. */
export interface CommandDefinition<T extends FlagTable> {
  readonly name: string;
  /** The positional arguments in the usage text, such as `FILE...`. */
  readonly positionals: string;
  /** One line for the list of commands. */
  readonly summary: string;
  readonly description: string;
  readonly flags: T;
  /** The meaning of each exit status, for the usage text. */
  readonly exitStatus: string;
  /** Of an invalid command line. @default 2 */
  readonly usageStatus?: ExitStatus;
  run(options: Options<T>, positionals: readonly string[], io: CommandIo): Promise<ExitStatus>;
}

/** A command, ready to run with unparsed arguments. */
export interface Command {
  readonly name: string;
  readonly positionals: string;
  readonly summary: string;
  readonly usage: string;
  readonly usageStatus: ExitStatus;
  run(args: readonly string[], io: CommandIo): Promise<ExitStatus>;
}

/** Creates a command from its definition: adds the usage text, the parser of its flags, and `--help`. */
export function defineCommand<T extends FlagTable>(definition: CommandDefinition<T>): Command {
  const { name, positionals, summary, description, exitStatus, usageStatus = 2, run } = definition;
  const { group } = Object.values(definition.flags).at(-1) ?? {};
  const flags = { ...definition.flags, help: { ...HELP, group } };
  const usage = [
    `Usage: cdk8s-restate ${name} [FLAGS] ${positionals}`,
    '',
    ...wrapped(description),
    '',
    flagsUsage(flags),
    '',
    ...wrapped(`Exit status: ${exitStatus}`),
    '',
  ].join('\n');
  return {
    name,
    positionals,
    summary,
    usage,
    usageStatus,
    async run(args, io) {
      const parsed = parseFlags(args, flags);
      if (parsed.options.help) {
        io.stdout.write(usage);
        return 0;
      }
      return run(parsed.options as Options<T>, parsed.positionals, io);
    },
  };
}
