import { App, Chart } from 'cdk8s';
import { RestateAdmin, RestateDeployment, RestateServiceMesh } from '../../src';
import { MINIMAL, newCluster, object, podTemplate } from '../cluster/synth';

test('Istio injects its sidecar into the pods of a cluster and holds Restate back until it runs', () => {
  const { metadata } = podTemplate(
    newCluster({ serviceMesh: RestateServiceMesh.istio({ revision: 'canary' }) }),
  );
  expect(metadata.labels).toMatchObject({
    'sidecar.istio.io/inject': 'true',
    'istio.io/rev': 'canary',
  });
  expect(JSON.parse(metadata.annotations['proxy.istio.io/config'])).toEqual({
    holdApplicationUntilProxyStarts: true,
  });
});

test('the proxies of a mesh reach their control plane through the policies of a cluster', () => {
  const cluster = newCluster({
    serviceMesh: RestateServiceMesh.linkerd({ controlPlaneNamespace: 'mesh' }),
  });
  expect(podTemplate(cluster).metadata.annotations['linkerd.io/inject']).toBe('enabled');
  expect(object(cluster, 'NetworkPolicy', 'allow-restate-egress').spec.egress).toContainEqual({
    to: [{ namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'mesh' } } }],
    ports: [8080, 8086, 8090, 4143].map((port) => ({ port, protocol: 'TCP' })),
  });
});

test('with Cilium a cluster is as it is without a mesh', () => {
  const cluster = newCluster({ serviceMesh: RestateServiceMesh.cilium() });
  expect(podTemplate(cluster)).toEqual(podTemplate(newCluster({})));
});

test("a user's own annotation goes before that of the mesh", () => {
  const own = { 'proxy.istio.io/config': '{"concurrency":1}' };
  const cluster = newCluster({
    compute: { ...MINIMAL.compute, annotations: own },
    serviceMesh: RestateServiceMesh.istio(),
  });
  expect(podTemplate(cluster).metadata.annotations).toMatchObject(own);
});

describe('a deployment in a mesh', () => {
  const deployed = (serviceMesh?: RestateServiceMesh, metadata?: object) =>
    new RestateDeployment(new Chart(new App(), 'app'), 'greeter', {
      admin: RestateAdmin.fromUrl('http://restate:9070'),
      rawTemplate: {
        metadata,
        spec: { containers: [{ name: 'app', image: 'app:1' }] },
      },
      serviceMesh,
    });

  test('is the version that it is with the same labels and annotations written by hand', () => {
    const { labels, annotations } = {
      labels: { 'sidecar.istio.io/inject': 'true' },
      annotations: { 'proxy.istio.io/config': '{"holdApplicationUntilProxyStarts":true}' },
    };
    const deployment = deployed(RestateServiceMesh.istio());
    expect(deployment.versionName).toBe(deployed(undefined, { labels, annotations }).versionName);
    expect(deployment.replicaSet.toJson().spec.template.metadata).toMatchObject({
      labels,
      annotations,
    });
  });

  test('tells the mesh that its Service speaks HTTP/2', () => {
    const [port] = deployed(RestateServiceMesh.linkerd()).service.toJson().spec.ports;
    expect(port.appProtocol).toBe('kubernetes.io/h2c');
  });

  test('has its Service balanced by Cilium', () => {
    const deployment = deployed(RestateServiceMesh.cilium({ algorithm: 'least_request' }));
    expect(deployment.service.toJson().metadata.annotations).toMatchObject({
      'service.cilium.io/lb-l7': 'enabled',
      'service.cilium.io/lb-l7-algorithm': 'least_request',
    });
    const { metadata } = deployment.replicaSet.toJson().spec.template;
    expect(metadata.annotations).toEqual({ 'service.cilium.io/lb-l7': 'enabled' });
  });
});
