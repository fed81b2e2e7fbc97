/** Objects as kubectl gives them. */
import type { KubernetesObject } from '../../reconciler/kubernetes/types';

export interface ClusterObject extends KubernetesObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly [field: string]: any;
}

/** An object by its group, kind, namespace and name. */
export interface ObjectName {
  readonly group: string;
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
}

export function objectKey({ group, kind, namespace, name }: ObjectName): string {
  return [group, kind, namespace, name].join(' ');
}

/** @param defaultNamespace also of what has none, so that it is found without knowing which kinds have */
export function nameOf(object: ClusterObject, defaultNamespace: string): ObjectName {
  const { apiVersion, kind, metadata } = object;
  const group = apiVersion.includes('/') ? apiVersion.split('/')[0] : '';
  return { group, kind, namespace: metadata.namespace ?? defaultNamespace, name: metadata.name };
}
