import { rmSync } from 'node:fs';
import { Cluster } from './cluster';

/** Ends what would keep jest waiting. Whatever else runs ends with the machine (see run.sh). */
export default async function globalTeardown(): Promise<void> {
  const { folder } = Cluster.connect().access;
  await (globalThis as any).stopE2e();
  if (!process.env.E2E_KEEP) {
    rmSync(folder, { recursive: true, force: true });
  }
}
