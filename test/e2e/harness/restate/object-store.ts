import { mkdirSync, mkdtempSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { Process } from '../machine/process';
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

function listens(): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(PORT, ADDRESS, () => {
      socket.destroy();
      resolve(true);
    });
    socket.on('error', () => resolve(false));
  });
}
