import { environment } from './environment';
import type { ClusterModel } from '../model';
import { extended } from './extension';
import type { PodExtension } from './extension';
import { podVolume } from './volume';
import type { Json } from '../../core/json';
import { mergeManifests } from '../../core/merge';
import { POD_USER, readOnlyContainer, restrictedPod } from '../../core/restricted';
import { configMapName } from '../config/config-map';
import { RESTATE_PORTS } from '../network/ports';

/** The pod template of a cluster's StatefulSet. */
export function podTemplate(cluster: ClusterModel, extensions: readonly PodExtension[]): Json {
  const { compute } = cluster;
  const annotations = Object.assign(
    {},
    compute.annotations,
    cluster.annotations,
    ...extensions.map((extension) => extension.annotations),
  );
  const labels = Object.assign(
    {},
    compute.labels,
    ...extensions.map((extension) => extension.labels),
    cluster.labels,
  );
  const volume = podVolume(cluster);
  const initContainers = [
    ...extended(extensions, 'initContainers'),
    ...(compute.extraInitContainers ?? []),
    // Without this policy, a sidecar would be an init container that blocks the server.
    ...(compute.sidecars ?? []).map((sidecar: Json) => ({ ...sidecar, restartPolicy: 'Always' })),
  ];
  const template = {
    metadata: { labels, ...(Object.keys(annotations).length === 0 ? {} : { annotations }) },
    spec: {
      affinity: compute.affinity,
      automountServiceAccountToken: false,
      containers: [restateContainer(cluster, extensions), ...extended(extensions, 'containers')],
      dnsConfig: compute.dnsConfig,
      dnsPolicy: compute.dnsPolicy,
      imagePullSecrets: compute.imagePullSecrets,
      initContainers: initContainers.length === 0 ? undefined : initContainers,
      nodeSelector: compute.nodeSelector,
      priorityClassName: compute.priorityClassName,
      securityContext: { ...POD_USER, ...restrictedPod(cluster.security.restricted) },
      serviceAccountName: cluster.security.serviceAccount.name,
      terminationGracePeriodSeconds: compute.terminationGracePeriodSeconds ?? 60,
      tolerations: compute.tolerations,
      topologySpreadConstraints: compute.topologySpreadConstraints,
      volumes: [
        { name: 'tmp', emptyDir: {} },
        { name: 'config', configMap: { name: configMapName(cluster.config.text) } },
        ...(volume === undefined ? [] : [volume]),
        ...extended(extensions, 'volumes'),
        ...(compute.extraVolumes ?? []),
      ],
    },
  };
  return mergeManifests(template, cluster.overrides);
}

function restateContainer(cluster: ClusterModel, extensions: readonly PodExtension[]): Json {
  const { compute } = cluster;
  return {
    name: 'restate',
    image: compute.image,
    imagePullPolicy: compute.imagePullPolicy,
    command: compute.command,
    args: compute.args,
    env: [...environment(cluster), ...extended(extensions, 'env')],
    lifecycle: compute.lifecycle,
    ports: Object.entries(RESTATE_PORTS).map(([name, containerPort]) => ({ name, containerPort })),
    readinessProbe: {
      httpGet: { path: '/health', port: RESTATE_PORTS.admin },
      initialDelaySeconds: 30,
    },
    resources: compute.resources,
    securityContext: readOnlyContainer(cluster.security.restricted),
    volumeMounts: [...builtInMounts(extensions), ...(compute.extraVolumeMounts ?? [])],
  };
}

/** The mounts of the Restate container, without those of the user. */
export function builtInMounts(extensions: readonly PodExtension[]): Json[] {
  return [
    { name: 'storage', mountPath: '/restate-data' },
    { name: 'tmp', mountPath: '/tmp' },
    { name: 'config', mountPath: '/config', readOnly: true },
    ...extended(extensions, 'volumeMounts'),
  ];
}
