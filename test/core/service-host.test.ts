import { serviceNamespace } from '../../src/core/service-host';

const of = (url: string, clusterDns?: string) =>
  serviceNamespace(new URL(url), 'restate', clusterDns);

test.each([
  ['http://minio.storage.svc:9000'],
  ['http://minio.storage.svc.cluster.local:9000/'],
  ['https://minio.storage.svc.cluster.local.'],
  ['http://minio-0.minio.storage.svc.cluster.local'],
  ['http://MinIO.Storage:9000'],
])('%s is in the namespace "storage"', (url) => {
  expect(of(url)).toBe('storage');
});

test('a name without a dot is in the namespace of who asks', () => {
  expect(of('http://collector:4317')).toBe('restate');
});

test('the DNS domain may be another', () => {
  expect(of('http://minio.storage.svc.k8s.example', 'k8s.example')).toBe('storage');
});

test.each([
  ['http://localhost:9000'],
  ['http://10.0.0.1:9000'],
  ['http://[fd00::1]:9000'],
  ['https://minio.io'],
  ['https://s3.eu-central-1.amazonaws.com'],
  ['http://storage.example.com'],
  ['http://minio.storage.svc.k8s.example'],
  ['http://storage.svc'],
])('%s is not known to be in the Kubernetes cluster', (url) => {
  expect(of(url)).toBeUndefined();
});
