import type { ClusterModel } from '../model';

type Json = { [field: string]: any };

/** The StatefulSet of a cluster's nodes. */
export function statefulSetSpec(cluster: ClusterModel, template: Json): Json {
  return {
    // Nodes that died together must come back together, or a metadata cluster would wait for its majority for ever.
    podManagementPolicy: 'Parallel',
    replicas: cluster.compute.replicas,
    selector: { matchLabels: cluster.selector },
    serviceName: 'restate-cluster',
    template,
    volumeClaimTemplates: [
      {
        apiVersion: 'v1',
        kind: 'PersistentVolumeClaim',
        // Nothing but the selector: a claim template can't be changed later.
        metadata: { name: 'storage', labels: cluster.selector },
        spec: {
          accessModes: ['ReadWriteOnce'],
          resources: { requests: { storage: String(cluster.storage.templateBytes) } },
          storageClassName: cluster.storage.storageClassName,
          volumeAttributesClassName: cluster.storage.volumeAttributesClassName,
        },
      },
    ],
  };
}
