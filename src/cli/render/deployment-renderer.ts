import { Duration } from 'cdk8s';
import type { Construct } from 'constructs';
import { constructId } from './renderer';
import type { RenderContext, Renderer } from './renderer';
import type {
  RestateDeploymentSpec,
  RestateDeploymentSpecRestateRegister,
} from '../../../imports/restate.dev';
import { RestateAdmin } from '../../admin/restate-admin';
import { RestateCloudEnvironment } from '../../cloud/restate-cloud-environment';
import { RestateCluster } from '../../cluster/restate-cluster';
import { shown } from '../../core/faults';
import type { Fault, FaultSink } from '../../core/faults';
import { RestateDeployment } from '../../deployment/restate-deployment';
import { RestateKnativeDeployment } from '../../knative/restate-knative-deployment';
import { RestateRuntimeMode } from '../../runtime/mode';
import { RestateRuntime } from '../../runtime/restate-runtime';
import type { InputResource } from '../input/resources';

const TARGETS = ['cluster', 'cloud', 'service', 'url'] as const;

/** Props whose fields are called otherwise in the resource, or are flags. The first that fits counts. */
const FIELD_NAMES: ReadonlyArray<readonly [prop: RegExp, field: string]> = [
  [/^(name|namespace|labels|annotations)\b/, 'metadata.$1'],
  [/^admin\.(name|namespace|port)\b/, 'spec.restate.register.service.$1'],
  [/^admin\.clusterDns\b/, '--cluster-dns'],
  [/^admin\b/, 'spec.restate.register'],
  [/^clusterDns\b/, '--cluster-dns'],
  [/^drainDelay\b/, 'spec.restate.drainDelaySeconds'],
  [/^inProcessTunnel\b/, 'spec.restate.tunnelMode'],
  [/^(servicePath|useHttp11)\b/, 'spec.restate.$1'],
  [/^rawTemplate\b/, 'spec.template'],
  [/^(tag|minScale|maxScale|target)\b/, 'spec.knative.$1'],
  [/^autoscaling\.overrides\b/, 'spec.autoscaling'],
  [/^/, 'spec.'],
];

/** Stands for an admin API that the resource does not name rightly, which is a fault. */
const REFUSED = RestateAdmin.fromUrl('http://refused.invalid');

/** Makes a RestateDeployment of a resource of that kind. */
export const deploymentRenderer: Renderer = {
  kind: 'RestateDeployment',

  render(scope: Construct, resource: InputResource, context: RenderContext): Construct {
    const spec: RestateDeploymentSpec = resource.spec;
    const { restate, autoscaling } = spec;
    if (isKnative(spec, context.faults)) return renderKnative(scope, resource, context);
    const { minReplicas, maxReplicas, ...others } = autoscaling ?? {};
    return new RestateDeployment(scope, constructId(resource), {
      name: resource.name,
      namespace: resource.namespace,
      labels: resource.labels,
      annotations: resource.annotations,
      admin: admin(resource, context) ?? REFUSED,
      replicas: spec.replicas,
      selector: spec.selector,
      rawTemplate: spec.template ?? {},
      minReadySeconds: spec.minReadySeconds,
      revisionHistoryLimit: spec.revisionHistoryLimit,
      autoscaling:
        autoscaling === undefined
          ? undefined
          : { minReplicas, maxReplicas: maxReplicas!, overrides: others },
      servicePath: restate?.servicePath,
      useHttp11: restate?.useHttp11,
      inProcessTunnel: (restate?.tunnelMode as string) === 'in-process',
      drainDelay: drainDelay(spec),
      clusterDns: context.options.clusterDns,
      runtime: runtime(scope, resource.namespace!, context),
    });
  },

  translate({ field, problem, remedy }: Fault): Fault {
    const [prop, name] = FIELD_NAMES.find(([pattern]) => pattern.test(field))!;
    return { field: field.replace(prop, name), problem, remedy };
  },
};

/** The factories of RestateAdmin leave no room for what the resource may say wrongly. */
function admin(resource: InputResource, context: RenderContext): RestateAdmin | undefined {
  const { restate }: RestateDeploymentSpec = resource.spec;
  const register: RestateDeploymentSpecRestateRegister = restate?.register ?? {};
  const { options, faults, find } = context;
  const { clusterDns } = options;
  const given = TARGETS.filter((target) => register[target] !== undefined);
  if (given.length !== 1) {
    faults.add(
      'spec.restate.register',
      `${shown(register)} names ${given.length === 0 ? 'no admin API' : 'more than one admin API'}`,
      `write exactly one of ${TARGETS.join(', ')}`,
    );
    return undefined;
  }
  const { cluster, cloud, service, url } = register;
  if (cluster !== undefined) {
    const made = find('RestateCluster', cluster);
    return RestateAdmin.fromCluster(
      made instanceof RestateCluster
        ? made
        : RestateCluster.fromClusterName(cluster, { clusterDns }),
    );
  }
  if (service !== undefined) {
    const { name, namespace, port, path } = service;
    return RestateAdmin.fromService(name, namespace, { port, path, clusterDns });
  }
  if (url !== undefined) return RestateAdmin.fromUrl(url);
  const environment = find('RestateCloudEnvironment', cloud!);
  if (environment instanceof RestateCloudEnvironment) {
    warnOfToken(environment, resource.namespace!, context);
    return RestateAdmin.fromCloud(environment);
  }
  faults.add(
    'spec.restate.register.cloud',
    `${shown(cloud)} is no RestateCloudEnvironment of the input`,
    'add the resource to the input',
  );
  return undefined;
}

/** The operator reads the token where it runs itself; a runtime can mount only what is in its own namespace. */
function warnOfToken(
  { _model: environment }: RestateCloudEnvironment,
  namespace: string,
  { options, warn }: RenderContext,
): void {
  if (options.withoutRuntime || environment.namespace === namespace) return;
  const { name } = environment.bearerToken;
  warn(
    'spec.restate.register.cloud',
    `the runtime in namespace ${shown(namespace)} needs the Secret ${shown(name)}, which the tunnel has in ${shown(environment.namespace)}`,
    `copy the Secret to ${shown(namespace)}`,
  );
}

/** In ReplicaSet mode the operator ignores what is said for Knative, and nobody notices. */
function isKnative({ deploymentMode, knative }: RestateDeploymentSpec, faults: FaultSink): boolean {
  if ((deploymentMode as string) !== 'replicaset') return (knative ?? deploymentMode) !== undefined;
  if (knative !== undefined) {
    const problem = `${shown(knative)} has no effect with deploymentMode "replicaset"`;
    faults.add('spec.knative', problem, 'leave it out, or write deploymentMode "knative"');
  }
  return false;
}

/** The fields that only ReplicaSet mode has an effect of; the defaults that the API server writes are no choice. */
const REPLICA_SET_FIELDS: { [field: string]: unknown } = {
  replicas: 1,
  selector: undefined,
  minReadySeconds: undefined,
  autoscaling: undefined,
};

function renderKnative(
  scope: Construct,
  resource: InputResource,
  context: RenderContext,
): Construct {
  const spec: RestateDeploymentSpec = resource.spec;
  const { restate, knative } = spec;
  for (const [field, byDefault] of Object.entries(REPLICA_SET_FIELDS)) {
    const value = resource.spec[field];
    if (value === undefined || value === byDefault) continue;
    const problem = `${shown(value)} has no effect in Knative mode`;
    context.faults.add(
      `spec.${field}`,
      problem,
      'leave it out, or write deploymentMode "replicaset"',
    );
  }
  if ((restate?.tunnelMode as string) === 'in-process') {
    const problem = '"in-process" has no effect in Knative mode';
    context.faults.add('spec.restate.tunnelMode', problem, 'leave it out');
  }
  return new RestateKnativeDeployment(scope, constructId(resource), {
    name: resource.name,
    namespace: resource.namespace,
    labels: resource.labels,
    annotations: resource.annotations,
    admin: admin(resource, context) ?? REFUSED,
    rawTemplate: spec.template ?? {},
    tag: knative?.tag,
    minScale: knative?.minScale,
    maxScale: knative?.maxScale,
    target: knative?.target,
    revisionHistoryLimit: spec.revisionHistoryLimit,
    servicePath: restate?.servicePath,
    useHttp11: restate?.useHttp11,
    drainDelay: drainDelay(spec),
    runtime: runtime(scope, resource.namespace!, context),
  });
}

function drainDelay({ restate }: RestateDeploymentSpec): Duration | undefined {
  const seconds = restate?.drainDelaySeconds;
  return seconds === undefined ? undefined : Duration.seconds(seconds);
}

/** The runtime of a namespace: one by the name of the flag, or none, else the one that the first deployment makes. */
function runtime(
  scope: Construct,
  namespace: string,
  { options: { runtimeName, withoutRuntime } }: RenderContext,
): RestateRuntime | undefined {
  if (!withoutRuntime && runtimeName === undefined) return undefined;
  return (
    RestateRuntime._in(scope, namespace) ??
    new RestateRuntime(scope, `RestateRuntime:${namespace}`, {
      name: withoutRuntime ? 'none' : runtimeName,
      namespace,
      mode: withoutRuntime ? RestateRuntimeMode.none() : RestateRuntimeMode.jobs(),
    })
  );
}
