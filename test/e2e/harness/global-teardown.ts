import { rmSync } from 'node:fs';
import { Cluster } from './cluster/cluster';

/** Ends what outlives jest where KUBECONFIG is set. Whatever else runs ends with the machine (see on-machine.sh). */
export default async function globalTeardown(): Promise<void> {
  const { folder } = Cluster.connect().access;
  await (globalThis as any).stopE2e();
  if (!process.env.E2E_KEEP) {
    rmSync(folder, { recursive: true, force: true });
  }
}
