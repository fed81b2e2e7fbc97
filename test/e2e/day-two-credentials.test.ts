import { createServer } from 'node:http';
import type { Server } from 'node:http';
import { Size } from 'cdk8s';
import type { RestateClusterProps } from '../../src';
import { RestateConfig, RestateIdentity } from '../../src';
import { Cluster } from './harness/cluster/cluster';
import type { NodeOptions } from './harness/node/node';
import { PodIdentity, POD_IDENTITY_TOKEN } from './harness/node/pod-identity';
import { describeOnNode } from './harness/on-node';
import { CLUSTER_IMAGES, clusterApp, raftCluster } from './harness/restate/cluster-app';
import { ClusterFixture } from './harness/restate/cluster-fixture';
import { waitUntil } from './harness/wait';

const cluster = Cluster.connect();

const METADATA_SERVER = '169.254.169.254';
const aws = RestateIdentity.awsPodIdentity('arn:aws:iam::111122223333:role/restate', {
  eksClusterName: 'my-eks',
});
const google = RestateIdentity.gcpServiceAccount('restate@my-project.iam.gserviceaccount.com');

const ONE_NODE: RestateClusterProps = {
  compute: { image: 'restatedev/restate:1.7' },
  storage: { size: Size.gibibytes(1) },
  config: RestateConfig.singleNode({ partitions: 1 }),
};
const CLUSTERS: { [name: string]: RestateClusterProps } = {
  'aws-held-back': { ...ONE_NODE, security: { identity: aws, waitForCredentials: true } },
  'aws-three-nodes': { ...raftCluster('1.7'), security: { identity: aws } },
  'google-held-back': { ...ONE_NODE, security: { identity: google, waitForCredentials: true } },
};

const ON_NODE: NodeOptions = {
  images: { ...CLUSTER_IMAGES, alpine: {} },
  hosts: { 'metadata.google.internal': METADATA_SERVER },
};

/** All are applied before their clouds know their identities. */
describeOnNode('a cluster with an identity of its cloud', ON_NODE, (node) => {
  let identity: PodIdentity;
  let metadata: Server;
  let googleIsReady = false;

  beforeAll(async () => {
    identity = await PodIdentity.start(cluster);
    metadata = createServer(({ headers, url }, response) => {
      const asked = headers['metadata-flavor'] === 'Google' && url!.endsWith('/default/token');
      response.statusCode = asked && googleIsReady ? 200 : 403;
      response.end('{}');
    });
    metadata.listen(80, METADATA_SERVER).unref();
    for (const [name, props] of Object.entries(CLUSTERS)) {
      await cluster.kubectl(['apply', '-f', '-'], clusterApp(name, props));
    }
  });

  afterAll(async () => {
    await Promise.all(Object.keys(CLUSTERS).map((name) => cluster.deleteNamespace(name)));
    await identity.stop();
    metadata.close();
  });

  test.each(Object.keys(CLUSTERS))('is told of by an Event while it has none: %s', async (name) => {
    const missing = await waitUntil({ for: 'the Event', timeoutMs: 280_000 }, async () =>
      (await fixtureOf(name).events('CredentialsMissing')).at(0),
    );
    const canary = name.startsWith('aws') ? 'restate-pia-canary' : 'restate-wi-canary';
    expect(missing).toMatch(
      new RegExp(`^Job ${canary}-\\w+ got no credentials yet; it is retried$`),
    );
  });

  describe('on AWS, with waitForCredentials', () => {
    const fixture = () => fixtureOf('aws-held-back');

    test('is held back by an init container, and no server starts', async () => {
      const { status } = await fixture().get('pods', 'restate-0');
      const [{ name, lastState, state }] = status.initContainerStatuses;
      expect(name).toBe('aws-credentials');
      expect((state.terminated ?? lastState.terminated).exitCode).toBe(1);
      expectHeldBack('aws-held-back');
    });

    test('starts with a pod that has credentials, once its identity is known', async () => {
      const before = await fixture().podUids();
      identity.associate('aws-held-back', 'restate');
      expect(await fixture().jobEnded('credentials')).toBe('all pods have their credentials');
      await fixture().ready(1);
      const after = await fixture().podUids();
      expect(after['restate-0']).not.toBe(before['restate-0']);
      expect(await fixture().events('PodReplaced')).toEqual([
        'pod restate-0 was admitted without credentials and is being replaced',
      ]);
      await hasToken('aws-held-back', 'restate-0');
    });
  });

  describe('on AWS, with three nodes', () => {
    const fixture = () => fixtureOf('aws-three-nodes');
    const pods = ['restate-0', 'restate-1', 'restate-2'];

    test('is not provisioned as long as its canary fails', async () => {
      const waiting = await waitUntil({ for: 'the Event' }, async () =>
        (await fixture().events('Waiting')).find((text) => text.includes('must succeed first')),
      );
      expect(waiting).toMatch(/^restate-pia-canary-\w+ must succeed first$/);
      expect(fixture().log('restate-0')).not.toContain('Successfully provisioned');
      expect((await fixture().get('statefulsets', 'restate')).status.readyReplicas ?? 0).toBe(0);
    });

    test('gets other pods, is provisioned and serves, once its identity is known', async () => {
      const before = await fixture().podUids();
      expect(Object.keys(before).sort()).toEqual(pods);
      identity.associate('aws-three-nodes', 'restate');
      expect(await fixture().jobEnded('credentials')).toBe('all pods have their credentials');
      expect(await fixture().jobEnded('provision')).toBe('the cluster is provisioned');
      await fixture().ready(3);
      const after = await fixture().podUids();
      for (const pod of pods) {
        expect(after[pod]).not.toBe(before[pod]);
        await hasToken('aws-three-nodes', pod);
      }
      const restate = await fixture().client();
      await waitUntil({ for: 'the cluster to answer' }, () => restate.isReady());
    });

    test('is left alone when it is applied again', async () => {
      const before = await fixture().podUids();
      const jobs = async () =>
        (await cluster.client.list(fixture().path('jobs')))
          .map(({ metadata: { uid } }) => uid)
          .sort();
      const jobsBefore = await jobs();
      const again = clusterApp('aws-three-nodes', CLUSTERS['aws-three-nodes']);
      await cluster.kubectl(['apply', '-f', '-'], again);
      expect(await jobs()).toEqual(jobsBefore);
      expect(await fixture().podUids()).toEqual(before);
    });
  });

  describe('on Google Cloud, with waitForCredentials', () => {
    const fixture = () => fixtureOf('google-held-back');

    test('is held back, and then starts with the pod that it has', async () => {
      const before = await fixture().podUids();
      const { status } = await fixture().get('pods', 'restate-0');
      expect(status.initContainerStatuses[0].name).toBe('google-credentials');
      expectHeldBack('google-held-back');
      googleIsReady = true;
      expect(await fixture().jobEnded('credentials')).toBe('all pods have their credentials');
      await fixture().ready(1);
      expect(await fixture().podUids()).toEqual(before);
      expect(await fixture().events('PodReplaced')).toEqual([]);
    });
  });

  function fixtureOf(name: string): ClusterFixture {
    return new ClusterFixture(cluster, node, name);
  }

  function expectHeldBack(namespace: string): void {
    const server = () => node.container(namespace, 'restate-0', 'restate');
    expect(server).toThrow('was started');
  }

  /** The token is not only promised by the environment: the server's process can read it. */
  function hasToken(namespace: string, pod: string): Promise<void> {
    return node
      .container(namespace, pod, 'restate')
      .execute(['grep', '-q', '.', POD_IDENTITY_TOKEN]);
  }
});
