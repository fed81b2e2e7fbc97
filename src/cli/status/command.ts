import { setTimeout as sleep } from 'node:timers/promises';
import { clustersOf, CLUSTER_KINDS, CLUSTER_SELECTOR } from './clusters';
import { runtimesOf } from './runtimes';
import type { RuntimeView } from './runtimes';
import { statusTable } from './table';
import type { StatusView } from './table';
import { POD_LABELS, RUNTIME_APP } from '../../contract';
import { shown } from '../../core/faults';
import { defineCommand } from '../command';
import type { FlagTable, Options } from '../flags';
import { CommandError } from '../io';
import type { CommandIo, ExitStatus } from '../io';
import { CONNECTION_FLAGS, connectionArgs, kubectl } from '../kubectl';
import { printableJson, printableLine } from '../printable';
import { toYaml } from '../render/yaml';

const STATUS_FLAGS = {
  namespace: CONNECTION_FLAGS.namespace,
  allNamespaces: {
    name: 'all-namespaces',
    short: 'A',
    help: 'show the deployments and clusters of all namespaces',
  },
  output: {
    name: 'output',
    short: 'o',
    value: 'FORMAT',
    help: 'table, wide (more columns, and times as they are), json or yaml',
    supported: ['table', 'wide', 'json', 'yaml'],
    default: 'table',
  },
  watch: {
    name: 'watch',
    short: 'w',
    help: 'show it again whenever something changes, until it is interrupted',
  },
  context: CONNECTION_FLAGS.context,
  kubeconfig: CONNECTION_FLAGS.kubeconfig,
} as const satisfies FlagTable;

type StatusOptions = Options<typeof STATUS_FLAGS>;

const POLL_MS = 2_000;
/** Moves to the upper left corner, and clears what is below. */
const CLEAR = '\u001b[H\u001b[J';

/** `cdk8s-restate status`. */
export const statusCommand = defineCommand({
  name: 'status',
  positionals: '[DEPLOYMENT...]',
  summary: 'show deployments and clusters, what blocks the removal of old versions, and what to do',
  description:
    'Shows the versions of each deployment (or only of the named ones) as of the last run of the runtimes: state, replicas (ready/desired), invocations that are pinned to a version, its deployment id in Restate, when it will be removed, and what blocks the removal. Then the clusters of Restate: nodes (ready/desired), image and volumes. Below, all that is not as it should be, and what to do next. Requires kubectl, which reads the ConfigMaps that the runtimes write, and the StatefulSets, PersistentVolumeClaims and Jobs of clusters.',
  flags: STATUS_FLAGS,
  exitStatus:
    '0 on success; 1 if the status cannot be read or a named deployment is not found; 2 if the command line is invalid.',

  run: (options, deployments, io) =>
    options.watch ? watch(options, deployments, io) : once(options, deployments, io),
});

async function once(
  options: StatusOptions,
  deployments: readonly string[],
  io: CommandIo,
): Promise<ExitStatus> {
  const view = await read(options, deployments, (line) => io.stderr.write(`${line}\n`));
  io.stdout.write(textOf(view, options));
  if (isForPeople(options) && view.runtimes.length + view.clusters.length === 0) {
    io.stderr.write('No runtimes found.\n');
  }
  const missing = deployments.filter((name) => !names(view.runtimes).includes(name));
  for (const name of missing) {
    io.stderr.write(`cdk8s-restate: deployment ${shown(name)} not found\n`);
  }
  return missing.length === 0 ? 0 : 1;
}

/** Until the reader has gone; an API server that does not answer for a while is told, and asked again. */
async function watch(
  options: StatusOptions,
  deployments: readonly string[],
  io: CommandIo,
): Promise<ExitStatus> {
  const isTerminal = 'isTTY' in io.stdout && io.stdout.isTTY === true;
  const told = new Set<string>();
  const warn = (line: string) => {
    if (!told.has(line)) io.stderr.write(`${line}\n`);
    told.add(line);
  };
  let last: string | undefined;
  while (!io.stdout.destroyed) {
    try {
      const view = await read(options, deployments, warn);
      const state = JSON.stringify(view);
      // In a terminal, times go on although nothing has changed.
      if (isTerminal && isForPeople(options)) {
        io.stdout.write(`${CLEAR}${textOf(view, options)}`);
      } else if (state !== last) {
        io.stdout.write(`${last === undefined ? '' : separator(options)}${textOf(view, options)}`);
      }
      last = state;
      told.clear();
    } catch (error) {
      // With nothing to show so far, it was hardly meant.
      if (last === undefined || !(error instanceof CommandError)) throw error;
      warn(`cdk8s-restate: ${error.message}`);
    }
    await sleep(POLL_MS);
  }
  return 0;
}

async function read(
  options: StatusOptions,
  deployments: readonly string[],
  warn: (line: string) => void,
): Promise<StatusView> {
  const where = [
    ...(options.allNamespaces ? ['--all-namespaces'] : []),
    ...connectionArgs(options),
  ];
  const list = async (kinds: string, selector: string): Promise<any[]> => {
    const args = ['get', kinds, `--selector=${selector}`, '--output=json', ...where];
    return JSON.parse(await kubectl(args)).items;
  };
  const [configMaps, ofClusters] = await Promise.all([
    list('configmaps', `${POD_LABELS.name}=${RUNTIME_APP}`),
    // The right to read ConfigMaps is enough for deployments; whoever asks for one does not ask for clusters.
    deployments.length > 0
      ? []
      : list(CLUSTER_KINDS, CLUSTER_SELECTOR).catch((error: Error) => {
          if (!/forbidden/i.test(error.message)) throw error;
          warn(`Warning: clusters are not shown: ${printableLine(error.message)}`);
          return [];
        }),
  ]);
  return {
    runtimes: onlyOf(runtimesOf(configMaps), deployments),
    clusters: clustersOf(ofClusters),
  };
}

function textOf(view: StatusView, { output }: StatusOptions): string {
  if (output === 'json') return `${printableJson(view)}\n`;
  if (output === 'yaml') return toYaml([JSON.parse(JSON.stringify(view))]);
  return statusTable(view, { now: new Date(), wide: output === 'wide' });
}

function separator({ output }: StatusOptions): string {
  if (output === 'json') return '';
  return output === 'yaml' ? '---\n' : '\n';
}

function isForPeople({ output }: StatusOptions): boolean {
  return output === 'table' || output === 'wide';
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
    return [{ ...runtime, status: { ...runtime.status, deployments, kafka: [] } }];
  });
}
