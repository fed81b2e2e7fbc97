import { runtimesOf } from './runtimes';
import type { RuntimeView } from './runtimes';
import { statusTable } from './table';
import { POD_LABELS, RUNTIME_APP } from '../../contract';
import { shown } from '../../core/faults';
import { defineCommand } from '../command';
import type { FlagTable } from '../flags';
import { CONNECTION_FLAGS, connectionArgs, kubectl } from '../kubectl';
import { printableJson } from '../printable';

const STATUS_FLAGS = {
  namespace: CONNECTION_FLAGS.namespace,
  allNamespaces: {
    name: 'all-namespaces',
    short: 'A',
    help: 'show the deployments of all namespaces',
  },
  output: {
    name: 'output',
    short: 'o',
    value: 'FORMAT',
    help: 'table or json',
    supported: ['table', 'json'],
    default: 'table',
  },
  context: CONNECTION_FLAGS.context,
  kubeconfig: CONNECTION_FLAGS.kubeconfig,
} as const satisfies FlagTable;

/** `cdk8s-restate status`. */
export const statusCommand = defineCommand({
  name: 'status',
  positionals: '[DEPLOYMENT...]',
  summary: 'show the versions of each deployment, and what blocks the removal of old ones',
  description:
    'Shows the versions of each deployment (or only of the named ones) as of the last run of the runtimes: state, replicas (ready/desired), invocations that are pinned to a version, its deployment id in Restate, when it will be removed, and what blocks the removal. Requires kubectl, which reads the ConfigMaps that the runtimes write.',
  flags: STATUS_FLAGS,
  exitStatus:
    '0 on success; 1 if the status cannot be read or a named deployment is not found; 2 if the command line is invalid.',

  async run(options, deployments, io) {
    const list = await kubectl([
      'get',
      'configmaps',
      `--selector=${POD_LABELS.name}=${RUNTIME_APP}`,
      '--output=json',
      ...(options.allNamespaces ? ['--all-namespaces'] : []),
      ...connectionArgs(options),
    ]);
    const runtimes = onlyOf(runtimesOf(JSON.parse(list).items), deployments);
    if (options.output === 'json') {
      io.stdout.write(`${printableJson({ runtimes })}\n`);
    } else {
      io.stdout.write(statusTable(runtimes));
      if (runtimes.length === 0) io.stderr.write('No runtimes found.\n');
    }
    const missing = deployments.filter((name) => !names(runtimes).includes(name));
    for (const name of missing) {
      io.stderr.write(`cdk8s-restate: deployment ${shown(name)} not found\n`);
    }
    return missing.length === 0 ? 0 : 1;
  },
});

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
