import type { ClusterModel } from './model';
import type { StringMap } from '../core/json';
import type { ResourceMetadata } from '../core/resource';

/** The metadata of a namespaced object of a cluster, with the object's own labels and annotations added. */
export function objectMetadata(
  cluster: ClusterModel,
  name: string,
  own: { readonly labels?: StringMap; readonly annotations?: StringMap } = {},
): ResourceMetadata {
  return {
    name,
    namespace: cluster.name,
    labels: { ...cluster.labels, ...own.labels },
    annotations: { ...cluster.annotations, ...own.annotations },
  };
}
