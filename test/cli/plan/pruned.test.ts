import { app, desired, planned } from './made';

const V1 = app({ deployments: { greeter: { image: 'a:1' } } });
const V2 = app({ deployments: { greeter: { image: 'a:2' } } });

const selected = (metadata: object): any => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name: 'left', namespace: 'shop', labels: {}, annotations: {}, ...metadata },
});
const pruned = (...objects: any[]) => planned(V2, { applied: [V1], selected: objects }).pruned;

test('what is not among the manifests any more is deleted by each tool, unless it is told not to', () => {
  const marks = { 'kubectl.kubernetes.io/last-applied-configuration': '{}' };
  const all = ['kubectl apply --prune', 'Argo CD', 'Flux', 'Helm'];
  expect(pruned(selected({ annotations: marks }))).toEqual([
    { group: '', kind: 'ConfigMap', namespace: 'shop', name: 'left', by: all },
  ]);
  expect(pruned(selected({}))[0].by).toEqual(all.slice(1));
  const options = { 'argocd.argoproj.io/sync-options': 'Delete=false, Prune=false' };
  expect(pruned(selected({ annotations: options }))[0].by).toEqual(['Flux', 'Helm']);
});

test('a version is kept by its annotations, and lost by what kubectl prunes by', () => {
  const { object } = desired(V1, 'greeter');
  const version = (more: object) =>
    selected({
      name: object,
      labels: { 'restate.dev/owned-by': 'greeter', ...more },
      annotations: {
        'argocd.argoproj.io/sync-options': 'Prune=false,Delete=false',
        'helm.sh/resource-policy': 'keep',
        'kustomize.toolkit.fluxcd.io/prune': 'disabled',
      },
    });
  expect(pruned(version({}))).toEqual([]);
  expect(pruned(version({ 'applyset.kubernetes.io/part-of': 'a' }))).toMatchObject([
    { name: object, by: ['kubectl apply --prune'], isVersion: true },
  ]);
});

test('what is applied, and what has an owner, is not pruned', () => {
  const owned = { ownerReferences: [{ kind: 'Job', name: 'a', controller: true }] };
  expect(pruned(selected(owned), selected({ name: 'app-desired' }))).toEqual([]);
});
