import { mkdirSync, mkdtempSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import type { KubeObject } from '../cluster/kube-client';
import { Process } from '../machine/process';
import type { Image } from '../node/images';
import { waitUntil } from '../wait';

/** A public one: a cluster's policies admit the Internet and no private address. */
const ADDRESS = '203.0.113.1';
const PORT = 9000;
const CREDENTIALS = { key: 'e2e', secret: 'e2e-secret' };

/** What the environment of a cloud would give a Restate server, so that it finds the store. */
export const OBJECT_STORE_ENV: { readonly [name: string]: string } = Object.fromEntries(
  ['METADATA_CLIENT', 'WORKER__SNAPSHOTS'].flatMap((part) => [
    [`RESTATE_${part}__AWS_ENDPOINT_URL`, `http://${ADDRESS}:${PORT}`],
    [`RESTATE_${part}__AWS_ALLOW_HTTP`, 'true'],
    [`RESTATE_${part}__AWS_ACCESS_KEY_ID`, CREDENTIALS.key],
    [`RESTATE_${part}__AWS_SECRET_ACCESS_KEY`, CREDENTIALS.secret],
  ]),
);

/** An S3 store beside the cluster, with the conditional writes that Restate's metadata need. */
export class ObjectStore {
  /**
   * @param folder for the folder of its data, and its log
   * @param buckets to be there
   */
  public static async start(
    folder: string,
    region: string,
    buckets: string[],
  ): Promise<ObjectStore> {
    // Empty, for what another cluster left in a bucket is that cluster's state.
    const data = mkdtempSync(join(folder, 'object-store-'));
    buckets.forEach((bucket) => mkdirSync(join(data, bucket)));
    const process_ = new Process({
      command: process.env.E2E_OBJECT_STORE!,
      args: [
        ...['--port', `${ADDRESS}:${PORT}`, '--region', region],
        ...['--access', CREDENTIALS.key, '--secret', CREDENTIALS.secret],
        ...['posix', data],
      ],
      log: `${data}.log`,
    });
    await waitUntil({ for: 'the object store' }, () => listens());
    return new ObjectStore(process_);
  }

  private constructor(private readonly process: Process) {}

  public async stop(): Promise<void> {
    await this.process.stop();
  }
}

/** What stands for an object store's image; the log has a line for each request. */
export function objectStoreImage(region: string, bucket: string): Image {
  const server = ['versitygw', '--port', ':9000', '--region', region, 'posix', '/data'].join(' ');
  return {
    entrypoint: ['sh', '-c', `mkdir -p /data/${bucket} && exec ${server}`],
    env: { ROOT_ACCESS_KEY: CREDENTIALS.key, ROOT_SECRET_KEY: CREDENTIALS.secret },
    files: { '/usr/local/bin/versitygw': process.env.E2E_OBJECT_STORE! },
  };
}

/** An object store in the Kubernetes cluster: a pod `minio` and a Service of its name, in a namespace of that name. */
export function objectStoreObjects(image: string): KubeObject[] {
  const labels = { app: 'minio' };
  const metadata = { namespace: 'minio', name: 'minio' };
  return [
    {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { ...metadata, labels },
      spec: {
        containers: [
          { name: 'minio', image, volumeMounts: [{ name: 'data', mountPath: '/data' }] },
        ],
        volumes: [{ name: 'data', emptyDir: {} }],
      },
    },
    {
      apiVersion: 'v1',
      kind: 'Service',
      metadata,
      spec: { selector: labels, ports: [{ port: 9000 }] },
    },
  ] as KubeObject[];
}

/** The Secret that gives a cluster access to either of them. */
export function objectStoreSecret(namespace: string, name: string): KubeObject {
  return {
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { namespace, name },
    stringData: { 'access-key': CREDENTIALS.key, 'secret-key': CREDENTIALS.secret },
  } as unknown as KubeObject;
}

function listens(): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(PORT, ADDRESS, () => {
      socket.destroy();
      resolve(true);
    });
    socket.on('error', () => resolve(false));
  });
}
