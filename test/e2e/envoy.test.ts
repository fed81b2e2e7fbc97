import { execFile } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { App, Chart, Duration, Size } from 'cdk8s';
import { EnvoyForwardProxy, EnvoySidecar, RestateCluster, RestateConfig } from '../../src';
import type { EnvoySidecarProps } from '../../src';
import { Cluster } from './harness/cluster/cluster';
import { envoyImage, restateImage, serviceImage } from './harness/node/images';
import type { ImageTable } from './harness/node/images';
import { describeOnNode } from './harness/on-node';
import { RestateClient } from './harness/restate/restate-client';
import { waitUntil } from './harness/wait';

const cluster = Cluster.connect();
const services = 'envoy-services';
/** By these the network policies of the clusters allow them to call the pods. */
const CALLED_BY = Object.fromEntries(
  ['envoy-sub-clusters', 'envoy-dns-cache'].map((name) => [`allow.restate.dev/${name}`, 'true']),
);

const CONFIGURATIONS: { [name: string]: EnvoySidecarProps } = {
  'sub clusters': {},
  'a DNS cache': { forwardProxy: EnvoyForwardProxy.dnsCache() },
  'an admin port': { adminPort: 9901, healthAddress: '::' },
  'sub clusters of other times': {
    forwardProxy: EnvoyForwardProxy.subClusters({
      refreshRate: Duration.millis(1500),
      idleTimeout: Duration.minutes(1),
    }),
    keepaliveInterval: Duration.millis(100),
    connectTimeout: Duration.millis(1),
  },
  'a DNS cache of other times': {
    forwardProxy: EnvoyForwardProxy.dnsCache({
      refreshRate: Duration.seconds(1),
      idleTimeout: Duration.hours(1),
    }),
    maxStreams: 1,
    maxNames: 1,
    maxConnections: 1,
  },
  'the largest counts': {
    maxStreams: 4294967295,
    maxNames: 4294967295,
    maxConnections: 4294967295,
  },
};

test.each(Object.keys(CONFIGURATIONS))('Envoy accepts the configuration with %s', async (name) => {
  const chart = new Chart(new App(), 'test');
  new EnvoySidecar(chart, 'envoy', CONFIGURATIONS[name]);
  const [configMap] = chart.toJson();
  const file = join(mkdtempSync(join(cluster.access.folder, 'envoy-')), 'envoy.yaml');
  writeFileSync(file, configMap.data['envoy.yaml']);
  const { stdout } = await promisify(execFile)(process.env.E2E_ENVOY!, [
    ...['--mode', 'validate', '--config-path', file],
  ]);
  expect(stdout).toContain(`configuration '${file}' OK`);
});

const IMAGES: ImageTable = {
  'restatedev/restate': restateImage('1.7'),
  'envoyproxy/envoy': envoyImage(),
  balanced: serviceImage('pod-name.mjs', { SERVICE: 'Balanced' }),
  direct: serviceImage('pod-name.mjs', { SERVICE: 'Direct' }),
  http1: serviceImage('pod-name.mjs', { SERVICE: 'Http1', PROTOCOL: 'http1' }),
};

describeOnNode('a cluster with the sidecar', { images: IMAGES }, (node) => {
  beforeAll(async () => {
    await cluster.createNamespace(services);
    await apply([
      ...deployment('balanced', { clusterIP: 'None' }),
      ...deployment('http1', { clusterIP: 'None' }),
      ...deployment('direct', {}),
    ]);
  });

  afterAll(() => cluster.deleteNamespace(services));

  describe('of sub clusters', () => {
    const name = 'envoy-sub-clusters';
    let restate: RestateClient;

    beforeAll(async () => {
      const forwardProxy = EnvoyForwardProxy.subClusters({
        refreshRate: Duration.seconds(1),
        idleTimeout: Duration.seconds(2),
      });
      restate = await startCluster(name, forwardProxy);
      await restate.register(urlOf('http1'), { use_http_11: true });
    });

    afterAll(() => cluster.deleteNamespace(name));

    test('spreads calls over all pods, where one pod gets them all past the proxy', async () => {
      const balanced = await callsByPod(restate, 'Balanced', 60);
      expect(balanced).toHaveLength(3);
      expect(Math.min(...balanced)).toBeGreaterThanOrEqual(10);
      expect(await callsByPod(restate, 'Direct', 60)).toEqual([60]);
    });

    test('speaks HTTP/1.1 to services that were registered so', async () => {
      expect((await callsByPod(restate, 'Http1', 30)).length).toBeGreaterThan(1);
    });

    test('lets a stream live on that is silent for longer than any of its times', async () => {
      const key = 'silent';
      // Keepalive and idle timeout pass several times, and no other call keeps the name in use.
      const pod = await restate.invoke('Balanced/hold', { key, milliseconds: 7_000 });
      expect(attempts(key)).toEqual([pod]);
    });

    test('an invocation on a process that hangs goes on at another', async () => {
      const key = 'hanging';
      const invocation = await restate.send('Balanced/hold', { key, milliseconds: 1_500 });
      const [pod] = await waitUntil({ for: 'the handler to start' }, () => {
        const found = attempts(key);
        return found.length > 0 ? found : undefined;
      });
      const container = node.container(services, pod);
      // It goes on to take connections, and answers nothing.
      container.signal('SIGSTOP');
      try {
        expect(await restate.attach(invocation)).not.toBe(pod);
      } finally {
        container.signal('SIGCONT');
      }
    });

    test('pods that go and come are noticed, and no call fails', async () => {
      const before = podsOf('balanced');
      const [gone] = before;
      await cluster.kubectl([
        'delete',
        'pod',
        '-n',
        services,
        gone,
        '--grace-period=1',
        '--wait=false',
      ]);
      const seen = new Set<string>();
      await waitUntil({ for: 'a call to the new pod', timeoutMs: 120_000 }, async () => {
        const pod = await restate.invoke('Balanced/host', undefined);
        seen.add(pod);
        return !before.includes(pod);
      });
      expect(await callsByPod(restate, 'Balanced', 30)).toHaveLength(3);
      expect(podsOf('balanced')).not.toContain(gone);
    });

    test('no invocation is lost when the proxy is stopped', async () => {
      const keys = Array.from({ length: 20 }, (_, index) => `drained-${index}`);
      const invocations = await Promise.all(
        keys.map((key) => restate.send('Balanced/hold', { key, milliseconds: 1_000 })),
      );
      await waitUntil({ for: 'the handlers to start' }, () => attempts(keys[0]).length > 0);
      node.container(name, 'restate-0', 'envoy').signal('SIGTERM');
      const results = await Promise.all(invocations.map((id) => restate.attach(id)));
      expect(results.every((pod) => podsOf('balanced').includes(pod))).toBe(true);
      // It was under way, and was tried again by the proxy's successor.
      expect(keys.some((key) => attempts(key).length > 1)).toBe(true);
    });

    test('a proxy that is a native sidecar outlives Restate when their pod is stopped', () =>
      outlives(name, restate));

    test('what NO_PROXY names is reached without the proxy', async () => {
      const envoy = node.container(name, 'restate-0', 'envoy');
      envoy.signal('SIGSTOP');
      try {
        expect(await callsByPod(restate, 'Direct', 10)).toEqual([10]);
        const id = await restate.send('Balanced/host', undefined);
        const done = restate.attach(id).then(() => 'done');
        const after = new Promise((resolve) => setTimeout(resolve, 1_000, 'waiting'));
        expect(await Promise.race([done, after])).toBe('waiting');
        envoy.signal('SIGCONT');
        expect(await done).toBe('done');
      } finally {
        envoy.signal('SIGCONT');
      }
    });
  });

  describe('of a DNS cache', () => {
    const name = 'envoy-dns-cache';
    let restate: RestateClient;

    beforeAll(async () => {
      restate = await startCluster(
        name,
        EnvoyForwardProxy.dnsCache({ refreshRate: Duration.seconds(1) }),
        {
          nativeSidecar: false,
          shutdownDelay: Duration.seconds(8),
        },
      );
    });

    afterAll(() => cluster.deleteNamespace(name));

    test('keeps to one pod until that is gone', async () => {
      expect(await callsByPod(restate, 'Balanced', 30)).toEqual([30]);
      const pod = await restate.invoke('Balanced/host', undefined);
      await cluster.kubectl(['delete', 'pod', '-n', services, pod, '--grace-period=1']);
      expect(await restate.invoke('Balanced/host', undefined)).not.toBe(pod);
    });

    test('a proxy that is a container like any other outlives Restate as well', () =>
      outlives(name, restate));
  });

  /** A cluster of one node with the sidecar, at which the services are registered. */
  async function startCluster(
    name: string,
    forwardProxy: EnvoyForwardProxy,
    more: EnvoySidecarProps = {},
  ): Promise<RestateClient> {
    const chart = new Chart(new App(), 'app');
    const restateCluster = new RestateCluster(chart, name, {
      compute: { image: 'restatedev/restate:1.7' },
      storage: { size: Size.gibibytes(1) },
      // One partition has one connection.
      config: RestateConfig.singleNode({ partitions: 1 }),
    });
    new EnvoySidecar(chart, 'envoy', {
      cluster: restateCluster,
      forwardProxy,
      keepaliveInterval: Duration.seconds(1),
      keepaliveTimeout: Duration.seconds(1),
      noProxy: [`direct.${services}.svc.cluster.local`],
      ...more,
    });
    await apply(chart.toJson());
    const host = `restate.${name}.svc.cluster.local`;
    const restate = new RestateClient(`http://${host}:8080`, `http://${host}:9070`);
    await waitUntil({ for: 'the server', timeoutMs: 180_000 }, () => restate.isReady());
    await restate.register(urlOf('balanced'));
    await restate.register(urlOf('direct'));
    return restate;
  }

  /** Stops the pod while invocations run, and Restate takes its time to stop. */
  async function outlives(name: string, restate: RestateClient): Promise<void> {
    const keys = Array.from({ length: 10 }, (_, index) => `${name}-${index}`);
    const invocations = await Promise.all(
      keys.map((key) => restate.send('Balanced/hold', { key, milliseconds: 2_000 })),
    );
    await waitUntil({ for: 'the handlers to start' }, () => attempts(keys[0]).length > 0);
    const containers = ['restate', 'envoy'].map((each) => node.container(name, 'restate-0', each));
    const ends = containers.map(({ exited }) => exited.then(() => performance.now()));
    const [server, proxy] = containers;
    server.signal('SIGSTOP');
    try {
      await cluster.kubectl(['delete', 'pod', '-n', name, 'restate-0', '--wait=false']);
      await sleep(3_000);
      expect([server.running, proxy.running]).toEqual([true, true]);
    } finally {
      server.signal('SIGCONT');
    }
    const [serverEnd, proxyEnd] = await Promise.all(ends);
    expect(serverEnd).toBeLessThan(proxyEnd);
    await waitUntil({ for: 'the next pod', timeoutMs: 180_000 }, () => restate.isReady());
    for (const id of invocations) {
      const result = { for: `the result of ${id}`, timeoutMs: 180_000 };
      expect(podsOf('balanced')).toContain(await waitUntil(result, () => restate.attach(id)));
    }
  }

  function podsOf(deploymentName: string): string[] {
    return node.pods(services).filter((pod) => pod.startsWith(`${deploymentName}-`));
  }

  /** The pods in which a handler started to hold. */
  function attempts(key: string): string[] {
    return podsOf('balanced').flatMap((pod) => {
      const lines = node.container(services, pod).log.split('\n');
      return lines.filter((line) => line.endsWith(`holds ${key}`)).map(() => pod);
    });
  }
});

/** How many calls each pod got. */
async function callsByPod(
  restate: RestateClient,
  service: string,
  calls: number,
): Promise<number[]> {
  const counts = new Map<string, number>();
  for (let call = 0; call < calls; call++) {
    const pod = await restate.invoke(`${service}/host`, undefined);
    counts.set(pod, (counts.get(pod) ?? 0) + 1);
  }
  return [...counts.values()];
}

function urlOf(service: string): string {
  return `http://${service}.${services}.svc.cluster.local:9080`;
}

async function apply(objects: object[]): Promise<void> {
  const list = { apiVersion: 'v1', kind: 'List', items: objects };
  await cluster.kubectl(['apply', '--server-side', '-f', '-'], JSON.stringify(list));
}

/** Three pods and the Service in front of them. */
function deployment(name: string, service: object): object[] {
  const labels = { app: name };
  const metadata = { name, namespace: services };
  return [
    {
      apiVersion: 'v1',
      kind: 'Service',
      metadata,
      spec: { ...service, selector: labels, ports: [{ port: 9080 }] },
    },
    {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata,
      spec: {
        replicas: 3,
        selector: { matchLabels: labels },
        template: {
          metadata: { labels: { ...labels, ...CALLED_BY } },
          spec: {
            containers: [
              {
                name: 'service',
                image: `${name}:v1`,
                ports: [{ containerPort: 9080 }],
                readinessProbe: { tcpSocket: { port: 9080 } },
              },
            ],
          },
        },
      },
    },
  ];
}
