import { ApiObject, App, Chart, Duration, Size, Testing } from 'cdk8s';
import { parse } from 'yaml';
import { EnvoyForwardProxy, EnvoySidecar, RestateCluster, RestateConfig } from '../../src';
import type { EnvoySidecarProps, RestateClusterProps } from '../../src';
import { faultsOf } from '../core/faults-of';

type Json = { [field: string]: any };

function synth(props: EnvoySidecarProps = {}, cluster: Partial<RestateClusterProps> = {}) {
  const app = new App();
  const chart = new Chart(app, 'test');
  const restate = new RestateCluster(chart, 'restate', {
    compute: { image: 'restate:1' },
    storage: { size: Size.gibibytes(1) },
    ...cluster,
  });
  const sidecar = new EnvoySidecar(chart, 'envoy', { cluster: restate, ...props });
  app.synthYaml();
  const objects: Json[] = chart.toJson();
  const pod: Json = objects.find(({ kind }) => kind === 'StatefulSet')!.spec.template.spec;
  const server: Json = pod.containers.find(({ name }: Json) => name === 'restate');
  const env = Object.fromEntries(server.env.map(({ name, value }: Json) => [name, value]));
  const configMap: Json = objects.find(({ metadata }) => metadata.name === sidecar.configMap.name)!;
  return { sidecar, pod, env, configMap, config: parse(configMap.data['envoy.yaml']) as Json };
}

function faults(props: EnvoySidecarProps, cluster: Partial<RestateClusterProps> = {}): string {
  try {
    synth(props, cluster);
  } catch (error) {
    return (error as Error).message;
  }
  return '';
}

test('Restate sends its calls to the proxy, which is ready before it and stopped after it', () => {
  const { pod, env } = synth();
  expect(env.HTTP_PROXY).toBe('http://127.0.0.1:10001');
  expect(pod.initContainers).toHaveLength(1);
  expect(pod.initContainers[0]).toMatchObject({
    name: 'envoy',
    restartPolicy: 'Always',
    startupProbe: { httpGet: { path: '/ready', port: 10002 } },
  });
});

test('the container mounts the ConfigMap, whose name changes with its content and with nothing else', () => {
  const { pod, configMap } = synth();
  const volume = pod.volumes.find(({ name }: Json) => name === 'envoy-config');
  expect(volume.configMap.name).toBe(configMap.metadata.name);
  expect(configMap.metadata.namespace).toBe('restate');
  expect(synth().configMap.metadata.name).toBe(configMap.metadata.name);
  expect(synth({ concurrency: 4 }).configMap.metadata.name).toBe(configMap.metadata.name);
  expect(synth({ port: 10005 }).configMap.metadata.name).not.toBe(configMap.metadata.name);
});

test('the default child of a sidecar is its ConfigMap', () => {
  const { sidecar } = synth();
  expect(ApiObject.of(sidecar)).toBe(sidecar.configMap);
});

test('the container fits the restricted pod security standard', () => {
  expect(synth().pod.initContainers[0].securityContext).toEqual({
    allowPrivilegeEscalation: false,
    capabilities: { drop: ['ALL'] },
    readOnlyRootFilesystem: true,
    runAsNonRoot: true,
    runAsUser: 65532,
    seccompProfile: { type: 'RuntimeDefault' },
  });
});

test('object stores, peers and metadata endpoints are reached without the proxy', () => {
  const { env } = synth(
    { noProxy: ['collector.example'] },
    {
      config: RestateConfig.objectStore({
        metadata: {
          url: 's3://bucket/meta',
          endpointUrl: 'http://minio.store:9000',
          allowHttp: true,
        },
        snapshots: { url: 's3://bucket/snapshots', endpointUrl: 'https://s3.example', region: 'x' },
      }),
      compute: {
        image: 'restate:1',
        env: [{ name: 'RESTATE_TRACING_ENDPOINT', value: 'http://user:secret@[fd00::7]:4318/x' }],
      },
    },
  );
  const hosts = env.NO_PROXY.split(',');
  expect(hosts).toEqual(
    expect.arrayContaining(['localhost', '127.0.0.1', '169.254.169.254', '169.254.170.23']),
  );
  expect(hosts).toEqual(expect.arrayContaining(['metadata.google.internal', 'restate-cluster']));
  expect(hosts).toEqual(expect.arrayContaining(['minio.store', 'fd00::7', 'collector.example']));
  expect(env.NO_PROXY).not.toContain('s3.example');
  expect(env.NO_PROXY).not.toContain('secret');
});

test('what Restate 1.5 would not start with in NO_PROXY is a fault, and newer releases take it', () => {
  const noProxy = ['10.0.0.0/8', 'fd00::7', 'fine.example'];
  const of = (image: string) => faults({ noProxy }, { compute: { image } });
  expect(of('registry.example:5000/restate:1.5.3')).toContain(
    'noProxy: "registry.example:5000/restate:1.5.3" does not start with ["10.0.0.0/8","fd00::7"] in NO_PROXY; ' +
      'write host names or IPv4 addresses',
  );
  for (const image of ['restate:1.6', 'restate:1.15', 'restate:latest', 'restate:v2', 'restate']) {
    expect(of(image)).toBe('');
  }
  const chart = new Chart(new App(), 'test');
  const sidecar = new EnvoySidecar(chart, 'envoy', { noProxy });
  sidecar.addToPodTemplate({ spec: { containers: [{ name: 'restate', image: 'restate:1.5' }] } });
  expect(() => Testing.synth(chart)).toThrow('does not start with');
});

test('nothing but the probe is answered outside of the pod', () => {
  const { config } = synth({ adminPort: 9901 });
  const at = (listener: Json) => listener.address.socket_address;
  const [proxy, health] = config.static_resources.listeners;
  expect(at(proxy)).toEqual({ address: '127.0.0.1', port_value: 10001 });
  expect(at(config.admin)).toEqual({ address: '127.0.0.1', port_value: 9901 });
  expect(at(health)).toEqual({ address: '0.0.0.0', port_value: 10002 });
  expect(JSON.stringify(health)).not.toContain('dynamic_forward_proxy');
  expect(synth().config.admin).toBeUndefined();
});

test('sub clusters go to all pods in turn, a DNS cache to one', () => {
  const typed = (props: EnvoySidecarProps) =>
    synth(props).config.static_resources.clusters[0].cluster_type.typed_config;
  expect(typed({}).sub_clusters_config).toMatchObject({ lb_policy: 'ROUND_ROBIN' });
  expect(
    typed({ forwardProxy: EnvoyForwardProxy.dnsCache({ refreshRate: Duration.seconds(2) }) })
      .dns_cache_config,
  ).toMatchObject({ dns_refresh_rate: '2s', dns_min_refresh_rate: '2s' });
});

test('without native sidecars the proxy sleeps until Restate has stopped', () => {
  const { pod } = synth({ nativeSidecar: false });
  expect(pod.initContainers).toBeUndefined();
  expect(pod.containers[1].lifecycle).toEqual({ preStop: { sleep: { seconds: 55 } } });
  const shorter = synth({ nativeSidecar: false, shutdownDelay: Duration.seconds(20) });
  expect(shorter.pod.containers[1].lifecycle).toEqual({ preStop: { sleep: { seconds: 20 } } });
  expect(faults({ nativeSidecar: false, shutdownDelay: Duration.minutes(1) })).toContain(
    "shutdownDelay: 60 seconds exceed the pod's grace period",
  );
});

test('all faults are reported at once, each with its field', () => {
  const message = faults(
    {
      image: ' ',
      port: 9070,
      healthPort: 10001,
      adminPort: 10001,
      healthAddress: 'localhost',
      logLevel: 'loud' as never,
      maxStreams: 0,
      forwardProxy: EnvoyForwardProxy.subClusters({ refreshRate: Duration.millis(10) }),
      noProxy: ['http://minio:9000', 'fine.example'],
      namespace: 'elsewhere',
      shutdownDelay: Duration.seconds(1),
    },
    { compute: { image: 'restate:1', env: [{ name: 'HTTP_PROXY', value: 'http://mine' }] } },
  );
  for (const field of [
    'image: ',
    'port: duplicate port 9070, also used by Restate',
    'adminPort: duplicate port 10001, also used by healthPort',
    'healthAddress: "localhost"',
    'logLevel: unsupported value "loud"',
    'maxStreams: must be an integer greater than or equal to 1, got 0',
    'forwardProxy.refreshRate: must be at least 1000 ms, got 10 ms',
    'noProxy[0]: "http://minio:9000"',
    'namespace: "elsewhere"',
    'compute.env[0].name: "HTTP_PROXY" is a reserved name',
  ]) {
    expect(message).toContain(field);
  }
  expect(message).not.toContain('noProxy[1]');
});

test('any pod template gets the sidecar, and the given one stays as it is', () => {
  const chart = new Chart(new App(), 'test', { namespace: 'apps' });
  const sidecar = new EnvoySidecar(chart, 'envoy');
  const template = {
    spec: { containers: [{ name: 'logs' }, { name: 'server', env: [{ name: 'A', value: '1' }] }] },
  };
  const { spec } = sidecar.addToPodTemplate(template, { container: 'server' });
  expect(sidecar.configMap.metadata.namespace).toBe('apps');
  expect(spec.initContainers[0].name).toBe('envoy');
  expect(spec.containers[0]).toEqual({ name: 'logs' });
  expect(spec.containers[1].env).toEqual([
    { name: 'A', value: '1' },
    { name: 'HTTP_PROXY', value: sidecar.proxyUrl },
    { name: 'NO_PROXY', value: sidecar.noProxy },
  ]);
  expect(template.spec.containers[1].env).toHaveLength(1);
});

test('a pod template that already has a proxy, or not the container, is a fault', () => {
  const app = new App();
  const sidecar = new EnvoySidecar(new Chart(app, 'test'), 'envoy');
  sidecar.addToPodTemplate({
    spec: {
      containers: [{ name: 'a', env: [{ name: 'HTTP_PROXY', value: 'x' }] }, { name: 'envoy' }],
    },
  });
  sidecar.addToPodTemplate({ spec: { containers: [{ name: 'a' }] } }, { container: 'b' });
  const synthesize = () => app.synthYaml();
  expect(synthesize).toThrow('"HTTP_PROXY" is a reserved name');
  expect(synthesize).toThrow('duplicate container name "envoy"');
  expect(synthesize).toThrow('no container "b"');
});

test('a second sidecar in the same pods is a fault that names both', () => {
  const app = new App();
  const chart = new Chart(app, 'test', { namespace: 'apps' });
  const cluster = new RestateCluster(chart, 'restate', {
    compute: { image: 'restate:1' },
    storage: { size: Size.gibibytes(1) },
  });
  new EnvoySidecar(chart, 'first', { cluster });
  new EnvoySidecar(chart, 'second', { cluster });
  const [third, fourth] = ['third', 'fourth'].map((id) => new EnvoySidecar(chart, id));
  const template = third.addToPodTemplate({ spec: { containers: [{ name: 'a' }] } });
  expect(fourth.addToPodTemplate(template)).toEqual(template);
  expect(faultsOf(chart)).toEqual([
    '[test/second] cluster: "test/restate" already has a sidecar, "test/first"; remove one of them',
    `[test/fourth] template: already has a sidecar, that of the ConfigMap "${third.configMap.name}"; remove one of them`,
  ]);
});
