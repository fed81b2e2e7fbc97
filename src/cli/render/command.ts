import { parseArgs } from 'node:util';
import type { RenderOptions } from './options';
import { toYaml, writeFiles } from './output';
import { render } from './render';
import { shown } from '../../core/faults';
import { readFiles, report } from '../input/files';
import { UsageError } from '../io';
import type { CommandIo, ExitStatus } from '../io';

export const RENDER_USAGE = `Usage: cdk8s-restate render [FLAGS] FILE...

Turns the restate-operator's custom resources (RestateCluster, RestateDeployment, RestateCloudEnvironment) into the
objects that the operator would have made of them, and writes these as YAML to standard output. A FILE may hold several
documents; - is standard input.

Flags, named and meant as the operator's:
  --operator-namespace NAMESPACE   where tunnels are made; with a label, the pods of an operator there, which goes on
  --operator-label-name NAME       registering services, are admitted by network policies instead of those of this
  --operator-label-value VALUE     project's runtime
  --aws-pod-identity-association-cluster NAME
                                   the EKS cluster, for identities by EKS Pod Identity
  --gcp-workload-identity          back iam.gke.io/gcp-service-account by an IAMPolicyMember
  --cluster-dns DOMAIN             the DNS domain of the Kubernetes cluster (default: cluster.local)
  --canary-image IMAGE             the image of the Jobs that prove credentials (default: alpine:3.21)
  --tunnel-client-default-image IMAGE
                                   the image of tunnels that name none

Flags of its own:
  --namespace NAMESPACE            where resources live that name no namespace (default: default)
  --runtime-name NAME              what the runtime that registers and drains is called: give each set of resources in a
                                   namespace a name of its own, and always the same (default: render-restate)
  --without-runtime                leave out whatever the operator would not have made
  --output-dir DIR                 write one file for each object into DIR, and a line for each file to standard error
  --help                           show this

Exit status: 0, or 1 with every fault on standard error (FILE: KIND/NAME: field: what is wrong; what to write) and
nothing on standard output, or 2 if the command line can't be understood.
`;

/** The Jobs of a CronJob are named by it and eleven characters more. */
const RUNTIME_NAME = /^[a-z0-9]([-a-z0-9]{0,50}[a-z0-9])?$/;

/** `cdk8s-restate render`. */
export async function renderCommand(args: readonly string[], io: CommandIo): Promise<ExitStatus> {
  const { values, positionals } = parseFlags(args);
  if (values.help === true) {
    io.stdout.write(RENDER_USAGE);
    return 0;
  }
  const options = renderOptions(values);
  const { files, faults } = await readFiles(positionals, io);
  const rendering = render(files, options);
  report('Warning: ', rendering.warnings, io);
  const allFaults = [...faults, ...rendering.faults];
  if (allFaults.length > 0) {
    report('', allFaults, io);
    return 1;
  }
  if (values['output-dir'] === undefined) {
    io.stdout.write(toYaml(rendering.objects));
  } else {
    for (const path of writeFiles(values['output-dir'], rendering.objects)) {
      io.stderr.write(`wrote ${path}\n`);
    }
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
      'operator-namespace': value,
      'operator-label-name': value,
      'operator-label-value': value,
      'aws-pod-identity-association-cluster': value,
      'gcp-workload-identity': flag,
      'cluster-dns': value,
      'canary-image': value,
      'tunnel-client-default-image': value,
      namespace: value,
      'runtime-name': value,
      'without-runtime': flag,
      'output-dir': value,
      help: { ...flag, short: 'h' },
    },
  });
}

function renderOptions(values: ReturnType<typeof parseFlags>['values']): RenderOptions {
  const label = [values['operator-label-name'], values['operator-label-value']];
  const given = label.filter((part) => part !== undefined).length;
  if (given === 1 || (given === 2 && values['operator-namespace'] === undefined)) {
    throw new UsageError(
      '--operator-namespace, --operator-label-name and --operator-label-value together name a peer: give all three',
    );
  }
  const runtimeName = values['runtime-name'];
  if (runtimeName !== undefined && !RUNTIME_NAME.test(runtimeName)) {
    throw new UsageError(
      `--runtime-name: ${shown(runtimeName)} is not a DNS label of at most 52 characters; write lower-case letters, digits and "-"`,
    );
  }
  return {
    operatorNamespace: values['operator-namespace'],
    operatorLabelName: values['operator-label-name'],
    operatorLabelValue: values['operator-label-value'],
    eksClusterName: values['aws-pod-identity-association-cluster'],
    gcpWorkloadIdentity: values['gcp-workload-identity'] ?? false,
    clusterDns: values['cluster-dns'],
    canaryImage: values['canary-image'],
    tunnelClientDefaultImage: values['tunnel-client-default-image'],
    runtimeName,
    withoutRuntime: values['without-runtime'] ?? false,
    namespace: values.namespace ?? 'default',
  };
}
