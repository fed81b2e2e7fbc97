import type { PodExtension } from './extension';
import type { Json } from '../../core/json';
import type { MeshSettings } from '../../service-mesh/service-mesh';
import { tcp } from '../network/egress-rules';
import { egressToNamespace } from '../network/selectors';

/** What a mesh adds to the pods of a cluster; the user's own labels and annotations override it. */
export function clusterMeshExtension(mesh: MeshSettings, compute: Json): PodExtension {
  // A mesh without proxies in the pods balances the load at the Services of the deployments.
  if (mesh.controlPlane === undefined) return {};
  return {
    labels: { ...mesh.podLabels, ...compute.labels },
    annotations: { ...mesh.podAnnotations, ...compute.annotations },
  };
}

/** Egress rules for the proxies in the pods to their control plane, which the cluster's policies would block. */
export function clusterMeshEgress({ controlPlane }: MeshSettings): Json[] {
  if (controlPlane === undefined) return [];
  const { namespace, ports } = controlPlane;
  return [
    {
      ...egressToNamespace(namespace),
      ports: ports.map(tcp),
    },
  ];
}
