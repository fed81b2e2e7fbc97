import { execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdirSync, openSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { NODE_FLAGS, PATHS } from '../../src/contract';
import type { Cluster } from '../../test/e2e/harness/cluster/cluster';
import { makeCertificate } from '../../test/e2e/harness/machine/certificate';
import { InterceptingProxy } from '../../test/e2e/harness/runtime/intercepting-proxy';

const ROOT = join(__dirname, '..', '..');
export const SCRIPT = join(ROOT, 'assets', 'reconcile.js');

export interface Calls {
  readonly api: number;
  readonly apiWrites: number;
  readonly admin: number;
}

export interface Ended {
  readonly exit: number;
  readonly ms: number;
  readonly peakMB: number;
}

/** The bundled script as its pod would run it, with its own ServiceAccount, between two proxies that count. */
export class MeasuredRuntime {
  static async create(cluster: Cluster, namespace: string, admin: string) {
    const { kubeconfig, folder } = cluster.access;
    const { server, 'certificate-authority': caFile } = JSON.parse(readFileSync(kubeconfig, 'utf8'))
      .clusters[0].cluster;
    const address = '127.0.0.1';
    const certificate = makeCertificate(folder, [`IP:${address}`]);
    const api = await InterceptingProxy.start({ target: server, caFile, certificate, address });
    const proxy = await InterceptingProxy.start({ target: admin });
    return new MeasuredRuntime(cluster, namespace, api, proxy, certificate.caFile, folder);
  }

  private constructor(
    private readonly cluster: Cluster,
    private readonly namespace: string,
    readonly api: InterceptingProxy,
    readonly admin: InterceptingProxy,
    private readonly caFile: string,
    private readonly folder: string,
  ) {}

  /** The last that it said. */
  get log(): string {
    const file = join(this.folder, 'runtime.log');
    return existsSync(file) ? readFileSync(file, 'utf8').slice(-5_000) : '';
  }

  /** Starts it; `stop` ends it as a kubelet would, and `ended` tells how it was. */
  async start(...args: string[]): Promise<{ ended: Promise<Ended>; stop: () => Promise<Ended> }> {
    await this.mountServiceAccount();
    const usage = join(this.folder, `usage-${Date.now()}`);
    const log = openSync(join(this.folder, 'runtime.log'), 'a');
    const { hostname, port } = new URL(this.api.url);
    const startedAt = performance.now();
    const child = spawn(
      process.execPath,
      [...NODE_FLAGS, '--require', join(__dirname, 'usage.cjs'), SCRIPT, ...args],
      {
        env: {
          KUBERNETES_SERVICE_HOST: hostname,
          KUBERNETES_SERVICE_PORT: port,
          RESTATE_RUNTIME_ID: 'app',
          POD_NAMESPACE: this.namespace,
          BENCH_USAGE: usage,
        },
        stdio: ['ignore', log, log],
      },
    );
    const ended = new Promise<Ended>((resolve) => {
      child.once('exit', (code) => {
        const ms = performance.now() - startedAt;
        const peakMB = Number(readFileSync(usage, 'utf8')) / 1024;
        resolve({ exit: code ?? 1, ms, peakMB });
      });
    });
    const stop = () => {
      child.kill('SIGTERM');
      return ended;
    };
    return { ended, stop };
  }

  /** Calls since the last count. Events that a watch tells are none; opening it is one. */
  count(): Calls {
    const api = this.api.requests.splice(0);
    const admin = this.admin.requests.splice(0).length;
    return {
      api: api.length,
      apiWrites: api.filter(({ method }) => method !== 'GET').length,
      admin,
    };
  }

  async stop(): Promise<void> {
    await this.api.stop();
    await this.admin.stop();
  }

  private async mountServiceAccount(): Promise<void> {
    const path = `/api/v1/namespaces/${this.namespace}/serviceaccounts/app/token`;
    const request = { spec: { expirationSeconds: 7200 } };
    const { status } = await this.cluster.client.create(path, request);
    if (!existsSync(PATHS.serviceAccount)) {
      // The machine is this program's own: nobody else sees the mount.
      execFileSync('mount', ['-t', 'tmpfs', 'tmpfs', '/run']);
      mkdirSync(PATHS.serviceAccount, { recursive: true });
    }
    writeFileSync(join(PATHS.serviceAccount, 'token'), status.token);
    writeFileSync(join(PATHS.serviceAccount, 'ca.crt'), readFileSync(this.caFile));
  }
}
