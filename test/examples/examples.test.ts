import { exampleNames, objectsOf, savedByExample, synthExample } from './synth-example';
import { restrictedFaults } from '../core/restricted-faults';

const find = (objects: any[], kind: string, name: string) => {
  const found = objects.find((object) => object.kind === kind && object.metadata.name === name);
  expect(found).toBeDefined();
  return found;
};

describe.each(exampleNames())('the example %s', (name) => {
  let saved: ReturnType<typeof savedByExample>;
  let stderr: string;

  beforeAll(() => {
    const write = jest.spyOn(process.stderr, 'write').mockReturnValue(true);
    saved = savedByExample(name);
    stderr = write.mock.calls.map(([text]) => text).join('');
    write.mockRestore();
  });

  test('synthesizes without a warning', () => {
    expect(stderr).toBe('');
  });

  test('has pods of ours only that comply with the restricted Pod Security Standard', () => {
    const ours = saved
      .flatMap(({ meant }) => meant)
      .filter(({ metadata }) => metadata.labels?.['app.kubernetes.io/name']);
    expect(restrictedFaults(ours)).toEqual([]);
  });

  test('makes every object once', () => {
    const keys = saved.flatMap(({ folder, meant }) =>
      meant.map(
        ({ apiVersion, kind, metadata }) =>
          `${folder} ${apiVersion} ${kind} ${metadata.namespace ?? ''}/${metadata.name}`,
      ),
    );
    expect(new Set(keys).size).toBe(keys.length);
    expect(keys.length).toBeGreaterThan(0);
  });
});

test('the quick-start cluster is one node in a namespace of its own', () => {
  const objects = objectsOf(synthExample('quickstart'));
  find(objects, 'Namespace', 'restate');
  const { spec } = find(objects, 'StatefulSet', 'restate');
  expect(spec.volumeClaimTemplates[0].spec.resources.requests.storage).toBe('2147483648');
});

test('each environment has a folder of its own, and no Namespace where it exists', () => {
  const saved = savedByExample('environments');
  const folders = [...new Set(saved.map(({ folder }) => folder.split('/').pop()))];
  expect(folders).toEqual(['dev', 'prod']);
  const all = saved.flatMap(({ meant }) => meant);
  const replicas = all.filter(({ kind }) => kind === 'ReplicaSet').map(({ spec }) => spec.replicas);
  expect(replicas).toEqual([1, 3]);
  expect(all.filter(({ kind }) => kind === 'Namespace')).toEqual([]);
});

test('three nodes with Raft metadata do not provision themselves', () => {
  const objects = objectsOf(synthExample('raft-three-nodes'));
  const config = objects.find(({ kind, data }) => kind === 'ConfigMap' && data['config.toml']);
  expect(config.data['config.toml']).toContain('auto-provision = false');
  expect(find(objects, 'StatefulSet', 'restate').spec.replicas).toBe(3);
});

test('peers of the props and peers added later are all let through', () => {
  const objects = objectsOf(synthExample('restricted-network'));
  const from = (policy: string) =>
    find(objects, 'NetworkPolicy', policy).spec.ingress[0].from.map(
      (peer: any) => peer.namespaceSelector.matchLabels['kubernetes.io/metadata.name'],
    );
  expect(from('allow-ingress-access')).toEqual(['web']);
  expect(from('allow-admin-access')).toEqual(['ci']);
  expect(from('allow-metrics-access')).toEqual(['monitoring', 'restate']);
});

test('the quick-start service registers with the quick-start cluster, which lets its runtime in', () => {
  const objects = objectsOf(synthExample('quickstart'));
  const { data } = find(objects, 'ConfigMap', 'quickstart-restate-desired');
  const { admins, deployments } = JSON.parse(data['desired.json']);
  expect(admins[0].url).toBe('http://restate.restate.svc.cluster.local:9070');
  expect(deployments).toMatchObject([{ name: 'service', admin: admins[0].key }]);
  const policy = find(objects, 'NetworkPolicy', 'allow-admin-access');
  expect(policy.spec.ingress[0].from).toHaveLength(1);
});

test('two apps meet in a namespace that denies: the cluster lets its runtimes in, the runtime has a policy', () => {
  const objects = objectsOf(synthExample('two-apps'));
  const [peer] = find(objects, 'NetworkPolicy', 'allow-admin-access').spec.ingress[0].from;
  expect(peer.namespaceSelector.matchLabels['kubernetes.io/metadata.name']).toBe('orders');
  const runtime = find(objects, 'NetworkPolicy', 'runtime').spec;
  expect(runtime.podSelector.matchLabels).toMatchObject(peer.podSelector.matchLabels);
  expect(runtime.policyTypes).toEqual(['Egress', 'Ingress']);
});

test('a plain Deployment, an external URL and a Lambda function are registered where they are', () => {
  const objects = objectsOf(synthExample('plain-deployment'));
  const { data } = find(objects, 'ConfigMap', 'plain-restate-desired');
  expect(JSON.parse(data['desired.json']).deployments.map(({ uri }: any) => uri)).toEqual([
    'arn:aws:lambda:us-east-1:123456789012:function:service:7',
    'https://partner.example/restate',
    'http://service.services.svc.cluster.local:9080/',
  ]);
});

test('an autoscaled service leaves the number of its pods to its autoscaler', () => {
  const objects = objectsOf(synthExample('autoscaled-service'));
  const autoscaler = objects.find(({ kind }) => kind === 'HorizontalPodAutoscaler');
  const target = find(
    objects,
    autoscaler.spec.scaleTargetRef.kind,
    autoscaler.spec.scaleTargetRef.name,
  );
  expect(target.spec).not.toHaveProperty('replicas');
});

test('a service with a template of newer fields keeps them', () => {
  const objects = objectsOf(synthExample('versioned-service'));
  const templates = objects
    .filter(({ kind }) => kind === 'ReplicaSet')
    .map(({ spec }) => spec.template.spec);
  expect(templates).toContainEqual(expect.objectContaining({ hostnameOverride: 'cart' }));
});

test('with the sidecar, Restate and the pods of another template send their calls to the proxy', () => {
  const objects = objectsOf(synthExample('envoy-sidecar'));
  for (const [kind, name] of [
    ['StatefulSet', 'restate'],
    ['Deployment', 'single-node'],
  ]) {
    const { containers, initContainers } = find(objects, kind, name).spec.template.spec;
    expect(initContainers.map((container: any) => container.name)).toContain('envoy');
    expect(containers[0].env).toContainEqual({
      name: 'HTTP_PROXY',
      value: 'http://127.0.0.1:10001',
    });
  }
  const services = objects.filter(({ metadata }) => metadata.name.startsWith('greeter-'));
  expect(services.find(({ kind }) => kind === 'Service').spec.clusterIP).toBe('None');
});

test('in the mesh are the pods of the cluster and of the service', () => {
  const objects = objectsOf(synthExample('service-mesh'));
  for (const workload of ['StatefulSet', 'ReplicaSet']) {
    const { template } = objects.find(({ kind }) => kind === workload).spec;
    expect(template.metadata.labels['sidecar.istio.io/inject']).toBe('true');
  }
});

test('each version on Knative has a Route, and is registered by it', () => {
  const objects = objectsOf(synthExample('knative'));
  const { data } = objects.find((object) => object.data?.['desired.json'] !== undefined);
  const { deployments } = JSON.parse(data['desired.json']);
  expect(deployments.map(({ name, mode }: any) => [name, mode])).toEqual([
    ['cart', 'KnativeConfiguration'],
    ['greeter', 'KnativeRevision'],
    ['report', 'KnativeRevision'],
  ]);
  for (const { object } of deployments) find(objects, 'Route', object);
});

test('at Restate Cloud, one service is reached through the tunnel and the other by itself', () => {
  const objects = objectsOf(synthExample('cloud'));
  find(objects, 'Deployment', 'tunnel-production');
  const { data } = objects.find((object) => object.data?.['desired.json'] !== undefined);
  const [cart, greeter] = JSON.parse(data['desired.json']).deployments;
  expect(greeter.uri).toContain(`/http/${greeter.object}.services.svc.cluster.local/9080/`);
  expect(cart.uri).toContain(`/${cart.object}/http/in-process/9080/`);
});
