import { Duration } from 'cdk8s';
import type { Construct } from 'constructs';
import { deletionPolicy } from './deletion-policy';
import type { RenderOptions } from './flags';
import { dnsEgress, knativeIngress } from './network-flags';
import { constructId, inputField } from './renderer';
import type { FieldNames, RenderContext, Renderer } from './renderer';
import type {
  RestateDeploymentSpec,
  RestateDeploymentSpecRestateRegister,
} from '../../../imports/restate.dev';
import { RestateAdmin } from '../../admin/restate-admin';
import { RestateCloudEnvironment } from '../../cloud/restate-cloud-environment';
import { RestateCluster } from '../../cluster/restate-cluster';
import { RestateRuntimeAccess } from '../../cluster/runtime-access';
import { shown } from '../../core/faults';
import type { Fault, FaultSink } from '../../core/faults';
import { RestateDeployment } from '../../deployment/restate-deployment';
import { RestateKnativeDeployment } from '../../knative/restate-knative-deployment';
import { RestateRuntimeMode } from '../../runtime/mode';
import { RestateRuntime } from '../../runtime/restate-runtime';
import type { InputResource } from '../input/resources';

const TARGETS = ['cluster', 'cloud', 'service', 'url'] as const;

const FIELD_NAMES: FieldNames = [
  [/^(name|namespace|labels|annotations)\b/, 'metadata.$1'],
  [/^admin\.(name|namespace|port)\b/, 'spec.restate.register.service.$1'],
  [/^admin\b/, 'spec.restate.register'],
  [/^drainDelay\b/, 'spec.restate.drainDelaySeconds'],
  [/^deletionPolicy\.after\b/, 'spec.restate.drain.timeoutSeconds'],
  [/^minReady\b/, 'spec.minReadySeconds'],
  [/^inProcessTunnel\b/, 'spec.restate.tunnelMode'],
  [/^(servicePath|useHttp11)\b/, 'spec.restate.$1'],
  [/^rawTemplate\b/, 'spec.template'],
  [/^(tag|minScale|maxScale|target)\b/, 'spec.knative.$1'],
  [/^autoscaling\.overrides\b/, 'spec.autoscaling'],
  [/^/, 'spec.'],
];

/** Placeholder for an admin API that the resource does not specify correctly, which is a fault. */
const INVALID_ADMIN = RestateAdmin.fromUrl('http://refused.invalid');

/** Creates a RestateDeployment from a resource of that kind. */
export const deploymentRenderer: Renderer = {
  kind: 'RestateDeployment',

  render(scope: Construct, resource: InputResource, context: RenderContext): Construct {
    const spec: RestateDeploymentSpec = resource.spec;
    const { autoscaling } = spec;
    if (isKnative(spec, context.faults)) return renderKnative(scope, resource, context);
    const { minReplicas, maxReplicas, ...others } = autoscaling ?? {};
    return new RestateDeployment(scope, constructId(resource), {
      ...commonProps(scope, resource, context),
      replicas: spec.replicas,
      selector: spec.selector,
      minReady: seconds(spec.minReadySeconds),
      autoscaling:
        autoscaling === undefined
          ? undefined
          : { minReplicas, maxReplicas: maxReplicas!, overrides: others },
      inProcessTunnel: (spec.restate?.tunnelMode as string) === 'in-process',
      clusterDns: context.options.clusterDns,
    });
  },

  translate({ field, problem, remedy }: Fault): Fault {
    return { field: inputField(field, FIELD_NAMES), problem, remedy };
  },
};

/** What both modes have. */
function commonProps(scope: Construct, resource: InputResource, context: RenderContext) {
  const spec: RestateDeploymentSpec = resource.spec;
  const { restate } = spec;
  return {
    name: resource.name,
    namespace: resource.namespace,
    labels: resource.labels,
    annotations: resource.annotations,
    paused: resource.paused || undefined,
    admin: admin(resource, context) ?? INVALID_ADMIN,
    rawTemplate: spec.template ?? {},
    revisionHistoryLimit: spec.revisionHistoryLimit,
    servicePath: restate?.servicePath,
    useHttp11: restate?.useHttp11,
    drainDelay: seconds(restate?.drainDelaySeconds),
    deletionPolicy: deletionPolicy(restate ?? {}, context),
    runtime: runtime(scope, resource.namespace!, context),
  };
}

/** Checks what the factories of RestateAdmin make impossible in code but a resource may contain. */
function admin(resource: InputResource, context: RenderContext): RestateAdmin | undefined {
  const { restate }: RestateDeploymentSpec = resource.spec;
  const register: RestateDeploymentSpecRestateRegister = restate?.register ?? {};
  const { options, faults, find } = context;
  const { clusterDns } = options;
  const given = TARGETS.filter((target) => register[target] !== undefined);
  if (given.length !== 1) {
    faults.add(
      'spec.restate.register',
      `must set exactly one of ${TARGETS.join(', ')}, got ${shown(register)}`,
      given.length === 0 ? 'add one of them' : `keep one of ${given.join(', ')}`,
    );
    return undefined;
  }
  const { cluster, cloud, service, url } = register;
  if (cluster !== undefined) {
    const made = find('RestateCluster', cluster);
    return RestateAdmin.fromCluster(
      made instanceof RestateCluster
        ? made
        : RestateCluster.fromClusterName(cluster, {
            clusterDns,
            runtimeAccess: runtimeAccess(options),
          }),
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
    `no RestateCloudEnvironment named ${shown(cloud)} in the input`,
    'add it to the input',
  );
  return undefined;
}

function runtimeAccess(options: RenderOptions): RestateRuntimeAccess | undefined {
  const how = options.runtimeAccess;
  if (how === undefined) return undefined;
  return how === 'granted'
    ? RestateRuntimeAccess.granted({
        servicesIn: knativeIngress(options)?._source.namespaces.slice(),
      })
    : RestateRuntimeAccess.byNetworkPolicy();
}

/** The operator reads the token in its own namespace; a runtime can mount only Secrets of the services' namespace. */
function warnOfToken(
  { _model: environment }: RestateCloudEnvironment,
  namespace: string,
  { options, warn }: RenderContext,
): void {
  if (options.withoutRuntime || environment.namespace === namespace) return;
  const { name } = environment.bearerToken;
  warn(
    'spec.restate.register.cloud',
    `the runtime in namespace ${shown(namespace)} mounts the Secret ${shown(name)}, which the tunnel uses in namespace ${shown(environment.namespace)}`,
    `copy the Secret to namespace ${shown(namespace)}`,
  );
}

/** In ReplicaSet mode the operator silently ignores the settings for Knative; here they are a fault. */
function isKnative({ deploymentMode, knative }: RestateDeploymentSpec, faults: FaultSink): boolean {
  if ((deploymentMode as string) !== 'replicaset') return (knative ?? deploymentMode) !== undefined;
  if (knative !== undefined) {
    const problem = `${shown(knative)} has no effect with deploymentMode "replicaset"`;
    faults.add('spec.knative', problem, 'remove it, or set deploymentMode to "knative"');
  }
  return false;
}

/** The fields that have no effect in Knative mode, with the defaults of the API server, which are accepted. */
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
      'remove it, or set deploymentMode to "replicaset"',
    );
  }
  if ((restate?.tunnelMode as string) === 'in-process') {
    const problem = '"in-process" has no effect in Knative mode';
    context.faults.add('spec.restate.tunnelMode', problem, 'remove it');
  }
  return new RestateKnativeDeployment(scope, constructId(resource), {
    ...commonProps(scope, resource, context),
    ingress: knativeIngress(context.options),
    tag: knative?.tag,
    minScale: knative?.minScale,
    maxScale: knative?.maxScale,
    target: knative?.target,
  });
}

function seconds(amount: number | undefined): Duration | undefined {
  return amount === undefined ? undefined : Duration.seconds(amount);
}

/** The runtime of a namespace, as the flags say; the first deployment of the namespace creates it. */
function runtime(
  scope: Construct,
  namespace: string,
  { options }: RenderContext,
): RestateRuntime | undefined {
  const known = RestateRuntime._in(scope, namespace);
  if (known !== undefined) return known;
  const id = `RestateRuntime:${namespace}`;
  if (options.withoutRuntime) {
    return new RestateRuntime(scope, id, {
      name: 'none',
      namespace,
      mode: RestateRuntimeMode.none(),
    });
  }
  const props = {
    mode:
      options.runtimeMode === 'deployment'
        ? RestateRuntimeMode.deployment()
        : RestateRuntimeMode.jobs(),
    image: options.runtimeImage,
    imagePullSecrets: options.runtimeImagePullSecret,
    networkPolicy: options.runtimeNetworkPolicy ? { dnsEgress: dnsEgress(options) } : undefined,
  };
  return options.runtimeName === undefined
    ? RestateRuntime._default(scope, namespace, props)
    : new RestateRuntime(scope, id, { ...props, name: options.runtimeName, namespace });
}
