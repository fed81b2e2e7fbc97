import { readFileSync } from 'node:fs';
import { CONNECTIONS_USAGE, connectionsCommand } from './connections/command';
import { CommandError, UsageError } from './io';
import type { CommandIo, ExitStatus } from './io';
import { packageFile } from './package-file';
import { RENDER_USAGE, renderCommand } from './render/command';
import { STATUS_USAGE, statusCommand } from './status/command';

const USAGE = `Usage: cdk8s-restate COMMAND [FLAGS]

Commands:
  render FILE...   turn the restate-operator's custom resources into plain Kubernetes objects
  status           show the versions of each deployment, and what keeps old ones
  connections FILE...
                   show who may connect to whom by the NetworkPolicies among manifests

  --help           show this, or with a command what that takes
  --version        show the version
`;

interface Command {
  readonly usage: string;
  readonly run: (args: readonly string[], io: CommandIo) => Promise<ExitStatus>;
}

const COMMANDS: ReadonlyMap<string | undefined, Command> = new Map([
  ['render', { usage: RENDER_USAGE, run: renderCommand }],
  ['status', { usage: STATUS_USAGE, run: statusCommand }],
  ['connections', { usage: CONNECTIONS_USAGE, run: connectionsCommand }],
]);

/**
 * The command line.
 *
 * @param args what stands behind the program's name
 * @param io where it reads and writes
 */
export async function main(args: readonly string[], io: CommandIo): Promise<ExitStatus> {
  const [name, ...rest] = args;
  const command = COMMANDS.get(name);
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
    throw new UsageError(name === undefined ? 'a command is missing' : `unknown command ${name}`);
  } catch (error) {
    if (isUsageError(error)) {
      io.stderr.write(`cdk8s-restate: ${error.message}\n\n${command?.usage ?? USAGE}`);
      return 2;
    }
    if (!(error instanceof CommandError)) throw error;
    io.stderr.write(`cdk8s-restate: ${error.message}\n`);
    return 1;
  }
}

/** Node's parseArgs has errors of its own. */
function isUsageError(error: unknown): error is Error {
  const code = (error as { code?: unknown } | undefined)?.code;
  return (
    error instanceof UsageError || (typeof code === 'string' && code.startsWith('ERR_PARSE_ARGS'))
  );
}
