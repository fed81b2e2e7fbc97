import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Cluster } from './cluster/cluster';
import { startControlPlane } from './cluster/control-plane';
import { defineCustomKinds, defineMonitoringKinds } from './cluster/custom-kinds';
import { Process } from './machine/process';
import { waitUntil } from './wait';
import bundleRuntime from '../../bundle-runtime';

/** Starts the control plane once for all test files, or takes the cluster that KUBECONFIG gives. */
export default async function globalSetup(): Promise<void> {
  const programs = process.env.E2E_CONTROL_PLANE;
  if (!programs) {
    throw new Error('start this with `npm run e2e`, or test/e2e/run.sh');
  }
  bundleRuntime();
  const folder = mkdtempSync(join(tmpdir(), 'cdk8s-restate-e2e-'));
  const own = !process.env.KUBECONFIG;
  const kubectl = join(programs, 'kubectl');
  const kubeconfig = process.env.KUBECONFIG || (await startControlPlane(programs, folder));

  const log = join(folder, 'kubectl-proxy.log');
  const proxy = new Process({
    command: kubectl,
    args: ['proxy', '--port=0'],
    env: { KUBECONFIG: kubeconfig, HOME: folder, PATH: process.env.PATH! },
    log,
  });
  const url = await waitUntil({ for: 'kubectl proxy' }, () => {
    const address = /127\.0\.0\.1:\d+/.exec(proxy.output);
    return address && `http://${address[0]}`;
  });
  const cluster = new Cluster({ kubectl, kubeconfig, url, folder, own });
  await waitUntil({ timeoutMs: 60_000, for: `the API server; its log is in ${folder}` }, () =>
    cluster.client.get('/readyz'),
  );
  await cluster.namespaceReady('default');
  await defineCustomKinds(cluster.client);
  await defineMonitoringKinds(cluster);
  process.env.E2E_CLUSTER = JSON.stringify(cluster.access);
  (globalThis as any).stopE2e = () => proxy.stop();
}
