import { isIP } from 'node:net';
import { connectionsOf, PRIVATE_RANGES } from './connections';
import { readInput } from './input';
import { connectionJson } from './json';
import { connectionChart } from './mermaid';
import { summaryOf } from './summary';
import { connectionTable } from './table';
import type { AddressRange } from '../../core/addresses';
import { addressRange } from '../../core/addresses';
import { shown } from '../../core/faults';
import { defineCommand } from '../command';
import type { FlagTable } from '../flags';
import { readFiles, report } from '../input/files';
import { UsageError } from '../io';

const CONNECTIONS_FLAGS = {
  output: {
    name: 'output',
    short: 'o',
    value: 'FORMAT',
    help: 'table, wide (names the Services, too), json (every connection, allowed or not) or mermaid (a flowchart)',
    supported: ['table', 'wide', 'json', 'mermaid'],
    default: 'table',
  },
  all: {
    name: 'all',
    help: 'show in the table what is denied, too, and whether by the egress of its source or the ingress of its destination; BY then names the policies that isolate it',
  },
  namespace: {
    name: 'namespace',
    short: 'n',
    value: 'NAMESPACE',
    help: 'the namespace of objects that name none',
    default: 'default',
  },
  podCidr: {
    name: 'pod-cidr',
    value: 'CIDR',
    multiple: true,
    help: 'the range of pod addresses; may be repeated (default: any private IPv4 address). An ipBlock admits pods only if it holds all of these',
  },
  apiServer: {
    name: 'api-server',
    value: 'ADDRESS',
    help: 'the address of the API server (default: any private IPv4 address)',
  },
} as const satisfies FlagTable;

const DESCRIPTION = `Shows who may connect to whom by the NetworkPolicies among some manifests, of whatever origin. A FILE may hold several documents, or what kubectl get -o yaml writes; - is standard input.

The sources and destinations are Pods, Deployments, StatefulSets, DaemonSets, ReplicaSets, ReplicationControllers, Jobs, CronJobs, and Knative's Services, Configurations and Revisions, each at the ports that its containers declare, that a Service targets or that a policy names. Besides these:
  DNS, API server, Internet      as nearly every Kubernetes cluster has them
  pods ... in namespace ...      that a policy selects and that are not among the manifests
  10.0.0.0/8 and the like        addresses that a policy names
  other pods in namespace ...    without labels
  anything else                  all that is not among the manifests, where the same is true of all of it

BY names the policies that admit a connection, both for egress and for ingress; - is a connection that no policy is about. Policies are evaluated as Kubernetes defines them, at the pod's port and not at the Service's. Traffic from a node to its own pods, such as probes, is always admitted and not shown; pods with hostNetwork count as their node: no policy is about them. Rules of a service mesh, or of a network plugin's own kinds, are not evaluated.`;

/** `cdk8s-restate connections`. */
export const connectionsCommand = defineCommand({
  name: 'connections',
  positionals: 'FILE...',
  summary: 'show who may connect to whom by the NetworkPolicies among manifests',
  description: DESCRIPTION,
  flags: CONNECTIONS_FLAGS,
  exitStatus:
    '0 on success; 1 with every fault on standard error and nothing on standard output; 2 if the command line is invalid.',

  async run({ output, all, namespace, podCidr, apiServer }, names, io) {
    const podRanges = (podCidr ?? PRIVATE_RANGES).map((cidr) => rangeOf('--pod-cidr', cidr));
    const apiServerRanges =
      apiServer === undefined
        ? PRIVATE_RANGES.map(addressRange)
        : [rangeOf('--api-server', apiServer)];
    const { files, faults } = await readFiles(names, io);
    const input = readInput(files, namespace);
    const allFaults = [...faults, ...input.faults];
    if (allFaults.length > 0) {
      report('', allFaults, io);
      return 1;
    }
    if (input.unknownKinds.length > 0) {
      io.stderr.write(`Warning: unsupported kinds, left out: ${input.unknownKinds.join(', ')}\n`);
    }
    const connections = connectionsOf({ ...input, podRanges, apiServerRanges });
    const rows = summaryOf(connections);
    if (output === 'json') {
      io.stdout.write(connectionJson(connections));
    } else if (output === 'mermaid') {
      io.stdout.write(connectionChart(rows));
    } else {
      io.stdout.write(connectionTable(rows, { all: all ?? false, wide: output === 'wide' }));
    }
    return 0;
  },
});

function rangeOf(flag: string, text: string): AddressRange {
  const [address, length = '0', ...rest] = text.split('/');
  const bits = { 0: -1, 4: 32, 6: 128 }[isIP(address)]!;
  if (rest.length > 0 || !/^\d+$/.test(length) || Number(length) > bits) {
    throw new UsageError(`${flag}: ${shown(text)} is neither an address nor a CIDR`);
  }
  return addressRange(text);
}
