import { isIP } from 'node:net';
import { protocolOf } from './ports';
import type { ContainerPort } from './ports';
import type { Json } from '../../core/json';
import type { InputObject } from '../input/objects';
import { isMap, listOf, stringsOf } from '../input/untyped';

type Labels = { readonly [label: string]: string };

const KNATIVE = 'serving.knative.dev';

/** Something that runs pods, all of them alike. */
export interface Workload {
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
  readonly labels: Labels;
  readonly ports: readonly ContainerPort[];
  /** Its pods have the address of their node. */
  readonly hostNetwork: boolean;
  /** Where they are known: those of a Pod that was read from a Kubernetes cluster. */
  readonly addresses: readonly string[];
  /** Runs to its end, and waits for nobody's calls. */
  readonly isJob: boolean;
}

/** How to find the pod's metadata and spec in each kind that has them. */
const POD_TEMPLATES: { [kind: string]: (content: Json) => unknown } = {
  'Pod.': (content) => content,
  'ReplicationController.': (content) => content.spec?.template,
  'Deployment.apps': (content) => content.spec?.template,
  'StatefulSet.apps': (content) => content.spec?.template,
  'DaemonSet.apps': (content) => content.spec?.template,
  'ReplicaSet.apps': (content) => content.spec?.template,
  'Job.batch': (content) => content.spec?.template,
  'CronJob.batch': (content) => content.spec?.jobTemplate?.spec?.template,
  [`Service.${KNATIVE}`]: (content) => content.spec?.template,
  [`Configuration.${KNATIVE}`]: (content) => content.spec?.template,
  [`Revision.${KNATIVE}`]: (content) => content,
};

/** The workload that an object is, if it is one. */
export function workloadOf(object: InputObject): Workload | undefined {
  const { group, kind, namespace, name, content } = object;
  const template = POD_TEMPLATES[`${kind}.${group}`]?.(content);
  if (!isMap(template)) return undefined;
  const knative = group === KNATIVE;
  const containers = containersOf(template.spec);
  const addresses = listOf(content.status?.podIPs).map((item) => item?.ip);
  return {
    kind: knative ? `${kind}.${KNATIVE}` : kind,
    namespace,
    name,
    labels: {
      ...stringsOf(template.metadata?.labels),
      ...(knative ? knativeLabels(object, template) : {}),
      ...(kind === 'Job' ? { 'job-name': name, 'batch.kubernetes.io/job-name': name } : {}),
    },
    ports: knative ? knativePorts(containers) : containers.flatMap(portsOf),
    hostNetwork: template.spec?.hostNetwork === true,
    addresses: kind === 'Pod' ? addresses.filter((address) => isIP(address) !== 0) : [],
    isJob: group === 'batch',
  };
}

/** Also of the init containers that go on running beside the others. */
function containersOf(spec: Json | undefined): Json[] {
  const sidecars = listOf(spec?.initContainers).filter((each) => each?.restartPolicy === 'Always');
  return [...sidecars, ...listOf(spec?.containers)].filter(isMap);
}

function portsOf(container: Json): ContainerPort[] {
  return listOf(container.ports)
    .filter((port) => Number.isInteger(port?.containerPort))
    .map(({ name, containerPort, protocol }) => ({
      ...(typeof name === 'string' ? { name } : {}),
      port: containerPort,
      protocol: protocolOf(protocol),
    }));
}

/** What Knative adds to the pods of a revision, as far as it is known before the revision has its name. */
function knativeLabels({ kind, name, content }: InputObject, template: Json): Labels {
  const revision = kind === 'Revision' ? name : template.metadata?.name;
  const service = kind === 'Service' ? name : content.metadata?.labels?.[`${KNATIVE}/service`];
  return stringsOf({
    [`${KNATIVE}/service`]: service,
    [`${KNATIVE}/configuration`]: kind === 'Revision' ? undefined : name,
    [`${KNATIVE}/revision`]: revision,
    app: template.metadata?.labels?.app ?? revision,
  });
}

/** Calls go to the proxy that Knative puts beside the container, at a port that depends on the protocol. */
function knativePorts(containers: readonly Json[]): ContainerPort[] {
  const [user] = containers.flatMap(portsOf);
  const http2 = user?.name === 'h2c' || user?.name === 'http2';
  return [
    { name: 'user-port', port: user?.port ?? 8080, protocol: 'TCP' },
    { name: 'queue-port', port: http2 ? 8013 : 8012, protocol: 'TCP' },
  ];
}
