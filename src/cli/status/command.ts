import { parseArgs } from 'node:util';
import { kubectl } from './kubectl';
import { runtimesOf } from './runtimes';
import type { RuntimeView } from './runtimes';
import { statusTable } from './table';
import { POD_LABELS, RUNTIME_APP } from '../../contract';
import { UsageError } from '../io';
import type { CommandIo, ExitStatus } from '../io';

export const STATUS_USAGE = `Usage: cdk8s-restate status [FLAGS] [DEPLOYMENT...]

Shows the versions of each deployment (of the named ones, if any is named) as the runtimes saw them last: state,
replicas (ready/wanted), invocations that are pinned to a version, its deployment id in Restate, when it will be removed
and what keeps it. kubectl must be installed; it reads the ConfigMaps that the runtimes write.

Flags:
  -n, --namespace NAMESPACE   look there (default: that of the kubeconfig's context)
  -A, --all-namespaces        look everywhere
  -o, --output FORMAT         table or json (default: table)
      --context NAME          a context of the kubeconfig
      --kubeconfig FILE       another kubeconfig
      --help                  show this

Exit status: 0, or 1 if the status can't be read, or 2 if the command line can't be understood.
`;

/** `cdk8s-restate status`. */
export async function statusCommand(args: readonly string[], io: CommandIo): Promise<ExitStatus> {
  const { values, positionals } = parseFlags(args);
  if (values.help === true) {
    io.stdout.write(STATUS_USAGE);
    return 0;
  }
  const output = values.output ?? 'table';
  if (output !== 'table' && output !== 'json') {
    throw new UsageError(`--output takes table or json, not ${output}`);
  }
  const list = await kubectl([
    'get',
    'configmaps',
    `--selector=${POD_LABELS.name}=${RUNTIME_APP}`,
    '--output=json',
    ...(values['all-namespaces'] === true ? ['--all-namespaces'] : []),
    ...(['namespace', 'context', 'kubeconfig'] as const).flatMap((flag) =>
      values[flag] === undefined ? [] : [`--${flag}=${values[flag]}`],
    ),
  ]);
  const runtimes = onlyOf(runtimesOf(JSON.parse(list).items), positionals);
  if (output === 'json') {
    io.stdout.write(`${JSON.stringify({ runtimes }, undefined, 2)}\n`);
  } else {
    io.stdout.write(statusTable(runtimes));
    if (runtimes.length === 0) io.stderr.write('No runtime found.\n');
  }
  const missing = positionals.filter((name) => !names(runtimes).includes(name));
  for (const name of missing) io.stderr.write(`cdk8s-restate: no deployment ${name} found\n`);
  return missing.length === 0 ? 0 : 1;
}

function parseFlags(args: readonly string[]) {
  const value = { type: 'string' } as const;
  const flag = { type: 'boolean' } as const;
  return parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      namespace: { ...value, short: 'n' },
      'all-namespaces': { ...flag, short: 'A' },
      output: { ...value, short: 'o' },
      context: value,
      kubeconfig: value,
      help: { ...flag, short: 'h' },
    },
  });
}

function names(runtimes: readonly RuntimeView[]): string[] {
  return runtimes.flatMap(({ status }) => status?.deployments ?? []).map(({ name }) => name);
}

function onlyOf(runtimes: readonly RuntimeView[], wanted: readonly string[]): RuntimeView[] {
  if (wanted.length === 0) return [...runtimes];
  return runtimes.flatMap((runtime) => {
    const deployments = runtime.status?.deployments.filter(({ name }) => wanted.includes(name));
    if (runtime.status === undefined || deployments === undefined || deployments.length === 0) {
      return [];
    }
    return [{ ...runtime, status: { ...runtime.status, deployments } }];
  });
}
