import { readFileSync } from 'node:fs';
import { aligned } from './aligned';
import type { Command } from './command';
import { connectionsCommand } from './connections/command';
import { drainCommand, uninstallCommand } from './drain/command';
import { CommandError, UsageError } from './io';
import type { CommandIo, ExitStatus } from './io';
import { packageFile } from '../core/package-file';
import { planCommand } from './plan/command';
import { renderCommand } from './render/command';
import { statusCommand } from './status/command';
import { shown } from '../core/faults';
import { suggest } from '../core/suggest';

const COMMANDS: readonly Command[] = [
  renderCommand,
  statusCommand,
  planCommand,
  connectionsCommand,
  drainCommand,
  uninstallCommand,
];

const USAGE = `Usage: cdk8s-restate COMMAND [FLAGS]

Commands:
${indented(COMMANDS.map(({ name, positionals, summary }) => [`${name} ${positionals}`, summary]))}

Flags:
${indented([
  ['-h, --help', 'show this text, or after a command its usage'],
  ['    --version', 'show the version'],
])}
`;

/**
 * Runs the command line.
 *
 * @param args the arguments after the program name
 * @param io the standard streams
 */
export async function main(args: readonly string[], io: CommandIo): Promise<ExitStatus> {
  const [name, ...rest] = args;
  const command = COMMANDS.find((known) => known.name === name);
  try {
    if (command !== undefined) return await command.run(rest, io);
    if (name === '--help' || name === '-h') {
      io.stdout.write(USAGE);
      return 0;
    }
    if (name === '--version') {
      io.stdout.write(`${JSON.parse(readFileSync(packageFile('package.json'), 'utf8')).version}\n`);
      return 0;
    }
    throw new UsageError(notACommand(name));
  } catch (error) {
    if (error instanceof UsageError) {
      io.stderr.write(`cdk8s-restate: ${error.message}\n\n${command?.usage ?? USAGE}`);
      return command?.usageStatus ?? 2;
    }
    if (!(error instanceof CommandError)) throw error;
    io.stderr.write(`cdk8s-restate: ${error.message}\n`);
    return 1;
  }
}

function notACommand(name: string | undefined): string {
  const names = COMMANDS.map((command) => command.name);
  if (name === undefined) return `missing command; write one of ${names.join(', ')}`;
  if (name.startsWith('-')) return `unknown flag: ${name}`;
  const meant = suggest(name, names);
  return `unknown command ${shown(name)}${meant === undefined ? '' : `; did you mean ${shown(meant)}?`}`;
}

function indented(rows: ReadonlyArray<readonly string[]>): string {
  return aligned(rows)
    .map((line) => `  ${line}`)
    .join('\n');
}
