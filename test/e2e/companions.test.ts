import { App, Chart, Duration, Testing } from 'cdk8s';
import { k8s } from 'cdk8s-plus-28';
import { RestateAdmin, RestateDeployment, RestateRuntime } from '../../src';
import { Cluster } from './harness/cluster/cluster';
import {
  describeOnNode,
  GREETER_NODE,
  useInProcessRuntime,
  useRestate,
  useRuntimeFixture,
} from './harness/on-node';
import { waitUntil } from './harness/wait';

const cluster = Cluster.connect();
const NAMESPACE = 'companions';

interface Commit {
  readonly admin: string;
  /** What the pods answer with, from a ConfigMap of its own. */
  readonly version: string;
}

/** A version that takes its settings from one ConfigMap of its own, and one that all versions share. */
function manifests({ admin, version }: Commit): string {
  const app = new App({ outdir: Testing.app().outdir });
  const chart = new Chart(app, 'app', { namespace: NAMESPACE });
  new RestateRuntime(chart, 'app', { image: 'node:20-alpine' });
  const configMap = (id: string, data: { [key: string]: string }) =>
    new k8s.KubeConfigMap(chart, id, {
      metadata: { name: RestateDeployment.contentName(id, data) },
      immutable: true,
      data,
    });
  const own = configMap('own', { VERSION: version });
  const shared = configMap('shared', { SERVICE: 'Greeter' });
  const deployment = new RestateDeployment(chart, 'greeter', {
    admin: RestateAdmin.fromUrl(admin),
    drainDelay: Duration.seconds(0),
    revisionHistoryLimit: 0,
    template: {
      metadata: { labels: { app: 'greeter' } },
      spec: {
        containers: [
          {
            name: 'greeter',
            image: 'greeter',
            envFrom: [
              { configMapRef: { name: own.name } },
              { configMapRef: { name: shared.name } },
            ],
            ports: [{ containerPort: 9080 }],
          },
        ],
      },
    },
  });
  deployment.addCompanion(own);
  deployment.addCompanion(shared);
  return app.synthYaml();
}

describeOnNode('ConfigMaps that are companions of a version', GREETER_NODE, (node) => {
  const restate = useRestate();
  const fixture = useRuntimeFixture(node, NAMESPACE);
  const runtime = useInProcessRuntime(fixture, restate);

  /** Without what would run the runtime, which the test does itself; kubectl prunes what is left out. */
  async function deploy(version: string): Promise<void> {
    const text = manifests({ admin: runtime.admin.url, version });
    const kept = text.split(/^---$/m).filter((each) => !/^kind: (Job|CronJob)$/m.test(each));
    const prune = ['--prune', '--all', '-n', NAMESPACE, '--prune-allowlist=core/v1/ConfigMap'];
    await cluster.kubectl(['apply', ...prune, '-f', '-'], kept.join('---'));
    const [{ object }] = JSON.parse(
      (await cluster.client.get(`/api/v1/namespaces/${NAMESPACE}/configmaps/app-desired`)).data[
        'desired.json'
      ],
    ).deployments;
    await fixture.kubectl(
      'wait',
      `replicaset/${object}`,
      '--for=jsonpath={.status.availableReplicas}=1',
      '--timeout=240s',
    );
  }

  async function settings(): Promise<string[]> {
    const all = await fixture.list('/api/v1', 'configmaps');
    return all.map(({ metadata }) => metadata.name).filter((name) => /^(own|shared)-/.test(name));
  }
  const greeting = () => restate.client.invoke('Greeter/greet', 'you');

  test('live as long as the version that names them, and the shared one as long as any does', async () => {
    await deploy('v1');
    await runtime.runKilled(1);
    expect(await greeting()).toBe('v1: hello you');
    const [own, shared] = await settings();
    expect(own).toMatch(/^own-/);

    const invocation = await restate.client.send('Greeter/wait', 'companions');
    const awakeable = await fixture.waiting('greeter', 'companions');
    await deploy('v2');
    await runtime.runKilled(1);
    expect(await greeting()).toBe('v2: hello you');
    // It still drains: kubectl has not pruned what it may need, and its pods can be made anew.
    expect(await settings()).toEqual(expect.arrayContaining([own, shared]));
    expect(await settings()).toHaveLength(3);

    await restate.client.resolveAwakeable(awakeable, 'done');
    expect(await restate.client.attach(invocation)).toBe('v1: done');
    await runtime.runKilled(1);
    runtime.clock.advance(100);
    await runtime.runKilled(1);
    const left = await waitUntil({ for: 'the settings of v1 to be gone' }, async () => {
      const names = await settings();
      return !names.includes(own) && names;
    });
    expect(left).toHaveLength(2);
    expect(left).toContain(shared);
    expect(await greeting()).toBe('v2: hello you');
  });
});
