import {
  CLUSTER_PERMISSIONS,
  clusterJobLabels,
  clusterJobsLabels,
  podLabels,
} from '../../src/contract';

test('the pods of a runtime can be told from those of all others', () => {
  expect(podLabels('shop')).toEqual({
    'app.kubernetes.io/name': 'cdk8s-restate-runtime',
    'app.kubernetes.io/instance': 'shop',
  });
});

test('the objects of a cluster’s Jobs belong to the cluster, and the pods to one Job', () => {
  const own = {
    'app.kubernetes.io/name': 'cdk8s-restate-cluster-jobs',
    'app.kubernetes.io/instance': 'orders',
  };
  expect(clusterJobsLabels('orders')).toEqual({
    ...own,
    'app.kubernetes.io/managed-by': 'cdk8s-restate',
  });
  expect(clusterJobLabels('orders', 'grow')).toEqual({
    ...own,
    'app.kubernetes.io/component': 'grow',
  });
});

test.each([
  [3, ['restate-0', 'restate-1', 'restate-2']],
  // An empty list of names would stand for all.
  [0, ['restate-0']],
])('a Job of a cluster of %d nodes may read the pods of these alone', (replicas, names) => {
  const pods = CLUSTER_PERMISSIONS.provision({ replicas, after: [] }).find(({ resources }) =>
    resources.includes('pods'),
  );
  expect(pods?.resourceNames).toEqual(names);
});
