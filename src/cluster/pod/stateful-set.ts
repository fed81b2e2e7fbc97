import { podVolume } from './volume';
import type { Json } from '../../core/json';
import type { ClusterModel } from '../model';

/** The StatefulSet of a cluster's nodes. */
export function statefulSetSpec(cluster: ClusterModel, template: Json): Json {
  return {
    // Nodes that failed together must restart together, or a metadata cluster would never regain its quorum.
    podManagementPolicy: 'Parallel',
    replicas: cluster.compute.replicas,
    selector: { matchLabels: cluster.selector },
    serviceName: 'restate-cluster',
    template,
    ...(podVolume(cluster) === undefined && { volumeClaimTemplates: [claimTemplate(cluster)] }),
  };
}

function claimTemplate({ selector, storage }: ClusterModel): Json {
  return {
    apiVersion: 'v1',
    kind: 'PersistentVolumeClaim',
    // Only the selector: claim templates are immutable.
    metadata: { name: 'storage', labels: selector },
    spec: {
      accessModes: ['ReadWriteOnce'],
      resources: { requests: { storage: String(storage.templateBytes) } },
      storageClassName: storage.storageClassName,
      volumeAttributesClassName: storage.volumeAttributesClassName,
    },
  };
}
