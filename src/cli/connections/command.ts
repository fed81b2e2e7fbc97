import { isIP } from 'node:net';
import { parseArgs } from 'node:util';
import { addressRange } from './addresses';
import type { AddressRange } from './addresses';
import { connectionsOf, PRIVATE_RANGES } from './connections';
import { readInput } from './input';
import { connectionJson } from './json';
import { connectionChart } from './mermaid';
import { summaryOf } from './summary';
import { connectionTable } from './table';
import { shown } from '../../core/faults';
import { readFiles, report } from '../input/files';
import { UsageError } from '../io';
import type { CommandIo, ExitStatus } from '../io';

export const CONNECTIONS_USAGE = `Usage: cdk8s-restate connections [FLAGS] FILE...

Shows who may connect to whom by the NetworkPolicies among some manifests, of whatever origin. A FILE may hold several
documents, or what kubectl get -o yaml writes; - is standard input.

What runs pods is looked at: Pods, Deployments, StatefulSets, DaemonSets, ReplicaSets, ReplicationControllers, Jobs,
CronJobs, and Knative's Services, Configurations and Revisions; each at the ports that its containers declare, that a
Service leads to or that a policy names. Besides these:
  DNS, API server, Internet         as nearly every Kubernetes cluster has them
  pods ... in namespace ...         that a policy selects and that are not among the manifests
  10.0.0.0/8 and the like           addresses that a policy names
  other pods in namespace ...       without labels
  anything else                     all that is not among the manifests, where the same is true of all of it
BY names the policies that admit a connection, both where it leaves and where it arrives; - is a connection that no
policy is about. Policies are judged as Kubernetes defines them, at the pod's port and not at the Service's. What a node
sends to its own pods, such as probes, is always admitted and not shown; pods with hostNetwork count as their node: no
policy is about them. Rules of a service mesh, or of a network plugin's own kinds, are not looked at.

Flags:
  -o, --output FORMAT       table, wide (names the Services, too), json (every connection, allowed or not) or mermaid (a
                            flowchart) (default: table)
      --all                 show in the table what is not allowed, too, and whether it fails where it leaves (egress) or
                            where it arrives (ingress); BY then names the policies that keep it out
  -n, --namespace NAMESPACE where objects live that name no namespace (default: default)
      --pod-cidr CIDR       where pods have their addresses; may be repeated (default: any private IPv4 address). A
                            policy admits pods by an ipBlock only if it holds all of these
      --api-server ADDRESS  where the API server is (default: any private IPv4 address)
      --help                show this

Exit status: 0, or 1 with every fault on standard error (FILE: KIND/NAME: field: what is wrong; what to write) and
nothing on standard output, or 2 if the command line can't be understood.
`;

/** `cdk8s-restate connections`. */
export async function connectionsCommand(
  args: readonly string[],
  io: CommandIo,
): Promise<ExitStatus> {
  const { values, positionals } = parseFlags(args);
  if (values.help === true) {
    io.stdout.write(CONNECTIONS_USAGE);
    return 0;
  }
  const output = values.output ?? 'table';
  if (!['table', 'wide', 'json', 'mermaid'].includes(output)) {
    throw new UsageError(`--output takes table, wide, json or mermaid, not ${output}`);
  }
  const podRanges = (values['pod-cidr'] ?? [...PRIVATE_RANGES]).map((cidr) =>
    rangeOf('--pod-cidr', cidr),
  );
  const apiServerRanges =
    values['api-server'] === undefined
      ? PRIVATE_RANGES.map(addressRange)
      : [rangeOf('--api-server', values['api-server'])];
  const { files, faults } = await readFiles(positionals, io);
  const input = readInput(files, values.namespace ?? 'default');
  const allFaults = [...faults, ...input.faults];
  if (allFaults.length > 0) {
    report('', allFaults, io);
    return 1;
  }
  if (input.unknownKinds.length > 0) {
    io.stderr.write(`Warning: left out, as not known here: ${input.unknownKinds.join(', ')}\n`);
  }
  const connections = connectionsOf({ ...input, podRanges, apiServerRanges });
  const rows = summaryOf(connections);
  if (output === 'json') {
    io.stdout.write(connectionJson(connections));
  } else if (output === 'mermaid') {
    io.stdout.write(connectionChart(rows));
  } else {
    const options = { all: values.all === true, wide: output === 'wide' };
    io.stdout.write(connectionTable(rows, options));
  }
  return 0;
}

function parseFlags(args: readonly string[]) {
  const value = { type: 'string' } as const;
  const flag = { type: 'boolean' } as const;
  return parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      output: { ...value, short: 'o' },
      all: flag,
      namespace: { ...value, short: 'n' },
      'pod-cidr': { ...value, multiple: true },
      'api-server': value,
      help: { ...flag, short: 'h' },
    },
  });
}

function rangeOf(flag: string, text: string): AddressRange {
  const [address, length = '0', ...rest] = text.split('/');
  const bits = { 0: -1, 4: 32, 6: 128 }[isIP(address)]!;
  if (rest.length > 0 || !/^\d+$/.test(length) || Number(length) > bits) {
    throw new UsageError(`${flag}: ${shown(text)} is neither an address nor a CIDR`);
  }
  return addressRange(text);
}
