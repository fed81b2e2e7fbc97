import { App, Chart, Duration, Testing } from 'cdk8s';
import { k8s } from 'cdk8s-plus-28';
import {
  RestateAdmin,
  RestateDeletionPolicy,
  RestateEndpoint,
  RestateRegistration,
  RestateRegistrationMetadata,
  RestateRuntime,
} from '../../src';
import { Cluster } from './harness/cluster/cluster';
import { describeOnNode, GREETER_NODE, useRestate, useRuntimeFixture } from './harness/on-node';

const NAMESPACE = 'registration';

const cluster = Cluster.connect();

interface Plain {
  /** The version of the pods of an ordinary Deployment. */
  readonly version: string;
  /** The revision that is registered; left out, the registration has left the app. */
  readonly revision?: string;
  /** A handler that the pods do not have. */
  readonly without?: string;
  /** Whom the metadata of the registration name. */
  readonly author?: string;
}

/** A Deployment and a Service that nothing is known of but their address. */
function plainApp(
  admin: RestateAdmin,
  { version, revision, without = '', author = 'ada' }: Plain,
): string {
  const app = new App({ outdir: Testing.app().outdir });
  const chart = new Chart(app, 'app', { namespace: NAMESPACE });
  const labels = { app: 'plain' };
  new k8s.KubeDeployment(chart, 'deployment', {
    metadata: { name: 'plain' },
    spec: {
      selector: { matchLabels: labels },
      template: {
        metadata: { labels },
        spec: {
          containers: [
            {
              name: 'greeter',
              image: 'greeter',
              env: [
                { name: 'VERSION', value: version },
                { name: 'WITHOUT', value: without },
              ],
              ports: [{ containerPort: 9080 }],
            },
          ],
        },
      },
    },
  });
  new k8s.KubeService(chart, 'service', {
    metadata: { name: 'plain' },
    spec: { selector: labels, ports: [{ name: 'restate', port: 9080 }] },
  });
  new RestateRuntime(chart, 'app', { image: 'node:20-alpine' });
  if (revision !== undefined) {
    new RestateRegistration(chart, 'greeter', {
      admin,
      endpoint: RestateEndpoint.fromService('plain'),
      revision,
      registrationMetadata: RestateRegistrationMetadata.of({ author, link: 'https://example.com' }),
      drainDelay: Duration.seconds(1),
      deletionPolicy: RestateDeletionPolicy.drain(),
    });
  }
  return app.synthYaml();
}

describeOnNode('a plain Deployment and Service that a registration names', GREETER_NODE, (node) => {
  const restate = useRestate({ version: '1.7' });
  const fixture = useRuntimeFixture(node, NAMESPACE);

  async function apply(plain: Plain): Promise<void> {
    const manifests = plainApp(RestateAdmin.fromUrl(restate.client.admin), plain);
    await cluster.kubectl(['apply', '-f', '-'], manifests);
    await fixture.kubectl('rollout', 'status', 'deployment/plain', '--timeout=60s');
  }

  test('is registered at the address of the Service', async () => {
    await apply({ version: 'v1', revision: '1', without: 'sleep' });
    await fixture.registered('greeter');
    expect(await restate.client.invoke('Greeter/greet', 'you')).toBe('v1: hello you');
    expect(await restate.client.deployments()).toMatchObject([
      {
        uri: `http://plain.${NAMESPACE}.svc.cluster.local:9080/`,
        metadata: { 'git.commit.author': 'ada', link: 'https://example.com' },
      },
    ]);
  });

  test('is not registered again for other metadata', async () => {
    const [{ metadata: _, ...before }] = await restate.client.deployments();
    await apply({ version: 'v1', revision: '1', without: 'sleep', author: 'grace' });
    await fixture.startSweep();
    await fixture.sweepEnded();
    expect(await restate.client.deployments()).toMatchObject([
      { ...before, metadata: { 'git.commit.author': 'ada' } },
    ]);
  });

  test('is discovered again when its revision changes, under the same address', async () => {
    await apply({ version: 'v2', revision: '1' });
    await expect(restate.client.invoke('Greeter/sleep', 1)).rejects.toThrow();
    await apply({ version: 'v2', revision: '2', author: 'lin' });
    await fixture.registered('greeter');
    expect(await restate.client.invoke('Greeter/sleep', 1)).toBe('v2: slept');
    expect(await restate.client.deployments()).toMatchObject([
      { metadata: { 'git.commit.author': 'lin' } },
    ]);
  });

  test('is deregistered once it has left the app, and its pods are let alone', async () => {
    await apply({ version: 'v2' });
    await fixture.startSweep();
    await fixture.sweepEnded();
    expect(await restate.client.deployments()).toEqual([]);
    const [deployment] = await fixture.list('/apis/apps/v1', 'deployments');
    expect(deployment.status.readyReplicas).toBe(1);
  });
});
