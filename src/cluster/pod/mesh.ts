import type { PodExtension } from './extension';
import type { MeshSettings } from '../../service-mesh/service-mesh';

type Json = { [field: string]: any };

/** What a mesh adds to the pods of a cluster; the user's own annotations and labels go before it. */
export function clusterMeshExtension(mesh: MeshSettings, compute: Json): PodExtension {
  // Without proxies in the pods the load is balanced at the Services of the deployments.
  if (mesh.controlPlane === undefined) return {};
  return {
    labels: { ...mesh.podLabels, ...compute.labels },
    annotations: { ...mesh.podAnnotations, ...compute.annotations },
  };
}

/** What the proxies in the pods have to reach; the policies of a cluster are closed otherwise. */
export function clusterMeshEgress({ controlPlane }: MeshSettings): Json[] {
  if (controlPlane === undefined) return [];
  const { namespace, ports } = controlPlane;
  return [
    {
      to: [{ namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': namespace } } }],
      ports: ports.map((port) => ({ port, protocol: 'TCP' })),
    },
  ];
}
