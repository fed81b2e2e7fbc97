import { generateKeyPairSync } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { examplesOfOneCluster, objectsOf, synthExample } from '../examples/synth-example';
import { Cluster } from './harness/cluster/cluster';
import type { KubeObject } from './harness/cluster/kube-client';
import { envoyImage, nodeImage, RESTATE_VERSIONS, restateImage } from './harness/node/images';
import type { ImageTable, RestateVersion } from './harness/node/images';
import { describeOnNode, useFixture } from './harness/on-node';
import { ObjectStore, OBJECT_STORE_ENV } from './harness/restate/object-store';
import { RestateClient } from './harness/restate/restate-client';
import { waitUntil } from './harness/wait';

const cluster = Cluster.connect();
const { client } = cluster;

const EXAMPLES = examplesOfOneCluster()
  // Its object store is in the Kubernetes cluster: two-apps.test starts both.
  .filter((name) => name !== 'two-apps')
  .map((name) => ({ name, objects: objectsOf(synthExample(name)) as KubeObject[] }))
  .filter(({ objects }) => objects.some(({ kind }) => kind === 'StatefulSet'));

/** The release that the examples name runs them all; the others run those whose configurations differ. */
const EXAMPLES_RELEASE: RestateVersion = '1.5';
const CONFIGURATIONS = ['quickstart', 'raft-three-nodes', 'object-store-three-nodes'];
const examplesFor = (version: RestateVersion) =>
  EXAMPLES.filter(({ name }) => version === EXAMPLES_RELEASE || CONFIGURATIONS.includes(name));

/** The namespace of a cluster and what is in it. */
function clusterPart(objects: KubeObject[]): { set: KubeObject; part: KubeObject[] } {
  const set = objects.find(({ kind }) => kind === 'StatefulSet')!;
  const { namespace } = set.metadata;
  const part = objects.filter(({ kind, metadata }) =>
    kind === 'Namespace' ? metadata.name === namespace : metadata.namespace === namespace,
  );
  return { set, part };
}

/** The Secrets that examples name and leave to their users. */
async function createSecrets(namespace: string): Promise<void> {
  const { privateKey } = generateKeyPairSync('ed25519');
  const secrets: { [name: string]: { [key: string]: string } } = {
    'restate-signing-key': {
      'private.pem': privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    },
    'internal-ca': { 'ca.pem': readFileSync(join(cluster.access.folder, 'apiserver.crt'), 'utf8') },
  };
  for (const [name, stringData] of Object.entries(secrets)) {
    await client.create(`/api/v1/namespaces/${namespace}/secrets`, {
      metadata: { name },
      stringData,
    });
  }
}

function imagesOf(version: RestateVersion): ImageTable {
  return {
    'restatedev/restate': { ...restateImage(version), env: OBJECT_STORE_ENV },
    'docker.io/library/node': nodeImage(),
    'envoyproxy/envoy': envoyImage(),
    // With what EKS puts into the pods of an account that has an identity.
    alpine: { env: { AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE: '/var/run/secrets/token' } },
  };
}

for (const version of RESTATE_VERSIONS) {
  describeOnNode(`Restate ${version}`, { images: imagesOf(version) }, () => {
    useFixture(
      () => ObjectStore.start(cluster.access.folder, 'eu-central-1', ['some-bucket']),
      (store) => store.stop(),
    );

    test.each(examplesFor(version))(
      'starts as the manifests of the example $name say, and answers on its ports',
      async ({ objects }) => {
        const { set, part } = clusterPart(objects);
        const { name, namespace } = set.metadata;
        try {
          await cluster.kubectl(['apply', '-f', '-'], JSON.stringify(list(part)));
          await createSecrets(namespace!);
          const { replicas = 1 } = set.spec;
          await cluster.kubectl([
            ...['wait', '-n', namespace!, `statefulset/${name}`, '--timeout=240s'],
            `--for=jsonpath={.status.readyReplicas}=${replicas}`,
          ]);

          const host = `restate.${namespace}.svc.cluster.local`;
          const restate = new RestateClient(`http://${host}:8080`, `http://${host}:9070`);
          await waitUntil({ for: 'the admin API', timeoutMs: 180_000 }, () => restate.isReady());
          const ingress = () => fetch(`${restate.ingress}/restate/health`);
          await waitUntil({ for: 'the ingress' }, async () => (await ingress()).ok);
          for (let ordinal = 0; ordinal < replicas; ordinal++) {
            const peer = `${name}-${ordinal}.restate-cluster.${namespace}.svc.cluster.local`;
            const metrics = await (await fetch(`http://${peer}:5122/metrics`)).text();
            expect(metrics).toContain('restate');
          }
        } finally {
          await cluster.deleteNamespace(namespace!);
        }
      },
      // Three nodes of 128 partitions each take their time on a small machine.
      600_000,
    );
  });
}

function list(items: KubeObject[]): object {
  return { apiVersion: 'v1', kind: 'List', items };
}
