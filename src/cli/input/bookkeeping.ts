import type { StringMap } from '../../core/json';

/** Keys that end in "/" stand for all keys with that prefix. */
const KEYS = [
  'app.kubernetes.io/instance',
  'applyset.kubernetes.io/',
  'argocd.argoproj.io/installation-id',
  'argocd.argoproj.io/instance',
  'argocd.argoproj.io/tracking-id',
  'config.kubernetes.io/',
  'helm.sh/chart',
  'helm.toolkit.fluxcd.io/',
  'internal.config.kubernetes.io/',
  'kapp.k14s.io/app',
  'kapp.k14s.io/association',
  'kapp.k14s.io/identity',
  'kubectl.kubernetes.io/last-applied-configuration',
  'kustomize.toolkit.fluxcd.io/checksum',
  'kustomize.toolkit.fluxcd.io/name',
  'kustomize.toolkit.fluxcd.io/namespace',
  'meta.helm.sh/',
  'objectset.rio.cattle.io/',
];

/** What Helm says of all objects that it manages. */
const MANAGED_BY = 'app.kubernetes.io/managed-by';

/**
 * Labels or annotations without those by which tools find the objects that they applied. On the objects that are made
 * from a resource, the tool would take these for its own, and prune them once the resource is gone.
 */
export function withoutBookkeeping(map: StringMap): StringMap {
  return Object.fromEntries(
    Object.entries(map).filter(
      ([key, value]) =>
        !KEYS.some((known) => key === known || (known.endsWith('/') && key.startsWith(known))) &&
        !(key === MANAGED_BY && value === 'Helm'),
    ),
  );
}
