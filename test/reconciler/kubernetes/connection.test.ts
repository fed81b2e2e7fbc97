import { inClusterConnection } from '../../../src/reconciler/kubernetes/connection';

test('outside of a pod it says which variables are missing', () => {
  expect(() => inClusterConnection({})).toThrow(
    'KUBERNETES_SERVICE_HOST and KUBERNETES_SERVICE_PORT are not set; run this in a pod',
  );
  expect(() => inClusterConnection({ KUBERNETES_SERVICE_HOST: '10.0.0.1' })).toThrow(/not set/);
});

test('without the files of a service account it says which is missing', () => {
  const env = { KUBERNETES_SERVICE_HOST: '10.0.0.1', KUBERNETES_SERVICE_PORT: '443' };
  expect(() => inClusterConnection(env)).toThrow(/serviceaccount\/ca\.crt/);
});
