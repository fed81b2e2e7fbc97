import type { DeploymentModel } from './model';
import { matchLabels, podLabels } from './replica-set';
import { inProcessTunnelUrl } from '../cloud/addresses';
import { isAllowLabel } from '../cluster/network/selectors';
import type { Json } from '../core/json';
import type { CalledPods } from '../runtime/managed-deployment';

const RESTATE_PORT = 9080;

/** The ports of all containers of a version's pods. */
export function containerPorts({ podTemplate }: DeploymentModel): Json[] {
  return (podTemplate.spec.containers ?? []).flatMap((container: Json) => container?.ports ?? []);
}

/** The container port that requests go to: the first one called `restate`, else the first, else 9080. */
export function containerPort(model: DeploymentModel): number {
  const ports = containerPorts(model);
  const port = ports.find(({ name }) => name === 'restate') ?? ports[0];
  return port?.containerPort ?? RESTATE_PORT;
}

/** The port of the Service; without an address of its own it can't lead to another port of the pods. */
export function servicePort(model: DeploymentModel): number {
  return model.headlessService ? containerPort(model) : RESTATE_PORT;
}

/** The pods of the version, unless they have a label by which clusters' network policies allow them. */
export function unlabelledPods(model: DeploymentModel): CalledPods[] {
  const isLabelled = Object.keys(podLabels(model)).some(isAllowLabel);
  return isLabelled ? [] : [{ namespace: model.namespace, port: servicePort(model) }];
}

export function serviceSpec(model: DeploymentModel): Json {
  return {
    type: 'ClusterIP',
    ...(model.headlessService && { clusterIP: 'None' }),
    selector: matchLabels(model),
    ports: [
      {
        name: 'restate',
        port: servicePort(model),
        protocol: 'TCP',
        targetPort: containerPort(model),
        // A mesh balances requests, and not connections, only where it knows the protocol.
        ...((model.headlessService || model.mesh !== undefined) && {
          appProtocol: model.lifecycle.useHttp11 ? 'http' : 'kubernetes.io/h2c',
        }),
      },
    ],
  };
}

/** What Restate calls. A path without a leading slash gets one here, while the hash is that of the text given. */
export function serviceUri(model: DeploymentModel): string {
  const { cloud } = model.admin;
  if (cloud !== undefined && model.inProcessTunnel !== undefined) {
    return inProcessTunnelUrl(model.inProcessTunnel, model.object, model.servicePath ?? '');
  }
  const url = serviceUrl(model);
  return cloud === undefined ? url : cloud.tunnelUrl(url);
}

/** How it is called within the Kubernetes cluster. */
export function serviceUrl(model: DeploymentModel): string {
  const host = `${model.object}.${model.namespace}.svc.${model.clusterDns}`;
  const text = `http://${host}:${servicePort(model)}`;
  // A host that is no host is a fault already.
  if (!URL.canParse(text)) return 'http://missing.invalid/';
  const url = new URL(text);
  url.pathname = model.servicePath ?? '';
  return url.href;
}
