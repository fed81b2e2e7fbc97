import { spawn } from 'node:child_process';
import { KubeClient } from './kube-client';
import { waitUntil } from '../wait';

/** How to get at the cluster; plain data, which global-setup.ts hands to the test files. */
export interface ClusterAccess {
  readonly kubectl: string;
  readonly kubeconfig: string;
  /** Of a `kubectl proxy`. */
  readonly url: string;
  /** For logs and the files of pods. */
  readonly folder: string;
  /** Whether we started it; else it is a cluster that KUBECONFIG gave, and has nodes of its own. */
  readonly own: boolean;
}

export interface Result {
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
}

type Environment = { readonly [name: string]: string };

/** The cluster that the tests of a run share. */
export class Cluster {
  public static connect(): Cluster {
    const access = process.env.E2E_CLUSTER;
    if (!access) {
      throw new Error('no cluster: start this with `npm run e2e`, or test/e2e/run.sh');
    }
    return new Cluster(JSON.parse(access));
  }

  public readonly client: KubeClient;

  constructor(public readonly access: ClusterAccess) {
    this.client = new KubeClient(access.url);
  }

  /** Runs kubectl and returns what it said, whatever its exit status. */
  public async tryKubectl(args: string[], stdin = '', env: Environment = {}): Promise<Result> {
    const { kubeconfig, folder } = this.access;
    const child = spawn(this.access.kubectl, args, {
      env: { KUBECONFIG: kubeconfig, HOME: folder, PATH: process.env.PATH, ...env },
    });
    const collect = async (stream: NodeJS.ReadableStream): Promise<string> => {
      let text = '';
      for await (const chunk of stream) text += chunk;
      return text;
    };
    // kubectl may end before it read all of its input.
    child.stdin.on('error', () => {});
    child.stdin.end(stdin);
    const [stdout, stderr, status] = await Promise.all([
      collect(child.stdout),
      collect(child.stderr),
      new Promise<number>((resolve, reject) => {
        child.once('error', reject);
        child.once('close', (code) => resolve(code ?? 1));
      }),
    ]);
    return { status, stdout, stderr };
  }

  /** Runs kubectl, which must succeed, and returns what it printed. */
  public async kubectl(args: string[], stdin = '', env: Environment = {}): Promise<string> {
    const { status, stdout, stderr } = await this.tryKubectl(args, stdin, env);
    if (status !== 0) {
      throw new Error(`kubectl ${args.join(' ')}: exit status ${status}\n${stderr}${stdout}`);
    }
    return stdout;
  }

  /** Makes a namespace, ready for pods. */
  public async createNamespace(name: string): Promise<void> {
    await this.client.create('/api/v1/namespaces', { metadata: { name } });
    await this.namespaceReady(name);
  }

  /** Waits for what the controller manager puts into a namespace and pods can't be made without. */
  public async namespaceReady(name: string): Promise<void> {
    await waitUntil({ for: `the default service account of ${name}` }, () =>
      this.client.find(`/api/v1/namespaces/${name}/serviceaccounts/default`),
    );
  }

  /**
   * Ends pods whose owners are gone, within a second. A namespace that is deleted while it has pods which may take long
   * to end looks again after half of that time, whenever they end.
   */
  public async endPods(namespace: string): Promise<void> {
    const pods = ['pods', '-n', namespace];
    await waitUntil({ for: `the pods of ${namespace} to end` }, async () => {
      await this.kubectl(['delete', ...pods, '--all', '--grace-period=1']);
      return (await this.kubectl(['get', ...pods, '-o', 'name'])) === '';
    });
  }

  /** Deletes a namespace and waits until it is gone. */
  public async deleteNamespace(name: string): Promise<void> {
    await this.client.delete(`/api/v1/namespaces/${name}`);
    await this.namespaceGone(name);
  }

  /** Waits until nothing of a deleted namespace is left; that takes five to ten seconds at least. */
  public async namespaceGone(name: string): Promise<void> {
    await waitUntil(
      { for: `the namespace ${name} to go`, timeoutMs: 280_000 },
      async () => !(await this.client.find(`/api/v1/namespaces/${name}`)),
    );
  }
}
