import { RestateAdmin, RestateRuntimeMode } from '../../src';
import { Cluster } from './harness/cluster/cluster';
import { HelmRelease } from './harness/cluster/helm';
import type { KubeObject } from './harness/cluster/kube-client';
import { describeOnNode, GREETER_NODE, useRestate, useRuntimeFixture } from './harness/on-node';
import { serviceApp } from './harness/restate/service-app';
import { RuntimeFixture } from './harness/runtime/runtime-fixture';
import { waitUntil } from './harness/wait';

const LABELS = { 'app.kubernetes.io/part-of': 'shop' };

const PRUNE = [
  '--selector=app.kubernetes.io/part-of=shop',
  '--prune-allowlist=apps/v1/ReplicaSet',
  '--prune-allowlist=core/v1/Service',
  '--prune-allowlist=core/v1/ConfigMap',
  '--prune-allowlist=batch/v1/Job',
];

const cluster = Cluster.connect();

describeOnNode('versions that have left the manifests', GREETER_NODE, (node) => {
  const restate = useRestate();

  /** The manifests of an app with a version of one service, or with none. */
  const manifests = (namespace: string, version?: string, mode?: RestateRuntimeMode): string =>
    serviceApp({
      namespace,
      mode,
      labels: LABELS,
      admin: RestateAdmin.fromUrl(restate.client.admin),
      services: version ? { greeter: { version, env: { SERVICE: namespace } } } : {},
    });
  const greeting = (namespace: string) => restate.client.invoke(`${namespace}/greet`, 'you');

  describe.each([
    { tool: 'kubectl apply --prune', namespace: 'prune', flags: PRUNE },
    {
      tool: 'kubectl apply --prune --applyset',
      namespace: 'applyset',
      flags: ['--applyset=configmaps/shop'],
    },
    {
      tool: 'kubectl apply --server-side --prune --applyset',
      namespace: 'applyset-server',
      flags: ['--applyset=configmaps/shop', '--server-side'],
    },
  ])('$tool', ({ namespace, flags }) => {
    const fixture = useRuntimeFixture(node, namespace);

    /** Applies what is given, and prunes what was applied before and is not given any more. */
    async function prune(...parts: string[]): Promise<void> {
      const args = ['apply', '--namespace', namespace, '--prune', ...flags, '-f', '-'];
      await cluster.kubectl(args, parts.join('---\n'), { KUBECTL_APPLYSET: 'true' });
      await fixture.registered('greeter');
    }

    test('are left alone as long as they are needed, and what else has left is pruned', async () => {
      const extra = {
        apiVersion: 'v1',
        kind: 'ConfigMap',
        metadata: { name: 'extra', labels: LABELS },
      };
      await prune(manifests(namespace, 'v1'), JSON.stringify(extra));
      const invocation = await restate.client.send(`${namespace}/wait`, namespace);
      const awakeable = await fixture.waiting('greeter', namespace);
      const before = await fixture.objects();

      await prune(manifests(namespace, 'v2'));
      const configMaps = (await fixture.list('/api/v1', 'configmaps')).map(nameOf);
      expect(configMaps).not.toContain('extra');
      expect(await fixture.objects()).toEqual(expect.arrayContaining(before));
      expect(await greeting(namespace)).toBe('v2: hello you');
      await restate.client.resolveAwakeable(awakeable, 'done');
      expect(await restate.client.attach(invocation)).toBe('v1: done');
    });

    test('can be rolled back to', async () => {
      const before = await fixture.objects();
      await prune(manifests(namespace, 'v1'));
      expect(await greeting(namespace)).toBe('v1: hello you');
      expect(await fixture.objects()).toEqual(expect.arrayContaining(before));
    });
  });

  test('Argo CD and Flux are told to leave them alone, and what looks after them', async () => {
    const namespace = 'gitops';
    const fixture = await RuntimeFixture.create(cluster, node, namespace);
    await cluster.kubectl(['apply', '-f', '-'], manifests(namespace, 'v1'));
    await fixture.registered('greeter');
    const kinds = 'replicasets,services,configmaps,cronjobs,serviceaccounts,roles,rolebindings';
    const found = JSON.parse(await fixture.kubectl('get', kinds, '-o', 'json'))
      .items as KubeObject[];
    const ours = found.filter(({ metadata }) => /^(app|greeter)/.test(metadata.name));
    expect(ours.map(({ kind, metadata }) => `${kind} ${metadata.name}`)).toEqual(
      expect.arrayContaining(['ConfigMap app-desired', 'ConfigMap app-status', 'Role app']),
    );
    for (const { metadata } of ours) {
      expect(metadata.annotations).toMatchObject({
        'argocd.argoproj.io/sync-options': 'Prune=false,Delete=false',
        'argocd.argoproj.io/compare-options': 'IgnoreExtraneous',
        'kustomize.toolkit.fluxcd.io/prune': 'disabled',
      });
    }
    await fixture.remove();
  });

  test('kubectl apply --prune, of what was applied twice: a Deployment sees to it in time', async () => {
    const namespace = 'prune-twice';
    const fixture = await RuntimeFixture.create(cluster, node, namespace);
    const apply = (version: string) =>
      cluster.kubectl(
        ['apply', '--namespace', namespace, '--prune', ...PRUNE, '-f', '-'],
        manifests(namespace, version, RestateRuntimeMode.deployment()),
      );
    const answers = (version: string) =>
      waitUntil(
        { for: `${version} to answer`, timeoutMs: 180_000 },
        async () => (await greeting(namespace)) === `${version}: hello you`,
      );
    const marked = async () =>
      /last-applied/.test(await fixture.kubectl('get', 'rs,service', '-o', 'yaml'));

    await apply('v1');
    await answers('v1');
    await apply('v1');
    const before = await fixture.objects();
    await waitUntil({ for: 'the annotations to go' }, async () => !(await marked()));
    const invocation = await restate.client.send(`${namespace}/wait`, namespace);
    const awakeable = await fixture.waiting('greeter', namespace);
    await apply('v2');
    await answers('v2');
    expect(await fixture.objects()).toEqual(expect.arrayContaining(before));
    await restate.client.resolveAwakeable(awakeable, 'done');
    expect(await restate.client.attach(invocation)).toBe('v1: done');
    await fixture.remove();
  });

  describe('helm', () => {
    const namespace = 'helm';
    const fixture = useRuntimeFixture(node, namespace);
    const release = new HelmRelease(cluster, 'shop', namespace);

    test('installs a version, and has waited until it is registered', async () => {
      await release.upgrade(manifests(namespace, 'v1'));
      expect(await greeting(namespace)).toBe('v1: hello you');
    });

    test('leaves the old one alone when it upgrades to a new one', async () => {
      const invocation = await restate.client.send(`${namespace}/wait`, namespace);
      const awakeable = await fixture.waiting('greeter', namespace);
      await release.upgrade(manifests(namespace, 'v2'));
      expect(await greeting(namespace)).toBe('v2: hello you');
      await restate.client.resolveAwakeable(awakeable, 'done');
      expect(await restate.client.attach(invocation)).toBe('v1: done');
    });

    test('goes back to it by the old chart, since it refuses to roll back', async () => {
      await expect(release.rollback(1)).rejects.toThrow(
        /no Service with the name "greeter-\w+" found/,
      );
      await release.upgrade(manifests(namespace, 'v1'));
      expect(await greeting(namespace)).toBe('v1: hello you');
    });

    test('removes the versions when the chart has only the runtime left', async () => {
      await release.upgrade(manifests(namespace));
      await fixture.startSweep();
      await fixture.sweepEnded();
      expect(await fixture.objects()).toEqual([]);
      expect(await restate.client.services()).not.toContainEqual(
        expect.objectContaining({ name: namespace }),
      );
    });

    test('leaves everything in place when it uninstalls what was not removed before', async () => {
      await release.upgrade(manifests(namespace, 'v3'));
      const before = await fixture.objects();
      expect(await release.uninstall()).toMatch(/kept due to the resource policy/);
      expect(await fixture.objects()).toEqual(before);
      expect(await greeting(namespace)).toBe('v3: hello you');
    });
  });
});

const nameOf = ({ metadata }: KubeObject): string => metadata.name;
