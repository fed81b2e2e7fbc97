import { readPlanInput } from './input';
import { ClusterReader } from './live';
import { planOf } from './plan';
import { planText } from './text';
import { defineCommand } from '../command';
import type { FlagTable } from '../flags';
import { readFiles, report } from '../input/files';
import { connectionArgs, CONNECTION_FLAGS } from '../kubectl';
import { printableJson } from '../printable';

const PLAN_FLAGS = {
  output: {
    name: 'output',
    short: 'o',
    value: 'FORMAT',
    help: 'text (Markdown) or json',
    supported: ['text', 'json'],
    default: 'text',
  },
  pruneSelector: {
    name: 'prune-selector',
    value: 'LABELS',
    help: 'also show what a tool would delete that prunes what has these labels and is not among the manifests, such as app.kubernetes.io/instance=shop; looks in the namespaces of the manifests',
  },
  ...CONNECTION_FLAGS,
} as const satisfies FlagTable;

/** `cdk8s-restate plan`. */
export const planCommand = defineCommand({
  name: 'plan',
  positionals: 'FILE...',
  summary: 'show what an apply of manifests would do, to versions, clusters and all else',
  description:
    'Shows what happens once some manifests are applied: which versions are registered, become the latest, drain, are kept or removed, and what they still have to do; nodes, volumes and configuration of clusters; Jobs that run; objects that are created or changed. A FILE is what cdk8s synth writes, or a folder of such files; - is standard input. Invocations are those that the runtimes have seen in their last run. Reads the Kubernetes cluster through kubectl, and never writes.',
  flags: PLAN_FLAGS,
  exitStatus:
    '0 if nothing would change; 1 if the input has faults, the cluster cannot be read, a part cannot be done or the command line is invalid; 2 if something would change.',
  usageStatus: 1,

  async run(options, names, io) {
    const reader = new ClusterReader(connectionArgs(options));
    const { files, faults } = await readFiles(names, io, { folders: true });
    // Whatever the namespace is, faults are told before the cluster is asked for anything.
    const unread = [...faults, ...readPlanInput(files, '').faults];
    if (unread.length > 0) {
      report('', unread, io);
      return 1;
    }
    const input = readPlanInput(files, await reader.defaultNamespace(options.namespace));
    const plan = planOf(input, await reader.read(input, options.pruneSelector));
    io.stdout.write(options.output === 'json' ? `${printableJson(plan)}\n` : planText(plan));
    if (plan.problems.length > 0) return 1;
    return plan.changes ? 2 : 0;
  },
});
