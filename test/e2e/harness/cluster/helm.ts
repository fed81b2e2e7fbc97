import { execFile } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Cluster } from './cluster';

/** A release of a chart that holds what was synthesized, as the user of Helm would make it. */
export class HelmRelease {
  private readonly chart: string;
  private version = 0;

  constructor(
    private readonly cluster: Cluster,
    private readonly name: string,
    private readonly namespace: string,
  ) {
    this.chart = join(cluster.access.folder, `chart-${namespace}`);
    mkdirSync(join(this.chart, 'templates'), { recursive: true });
  }

  /** Installs or upgrades, and waits until the Jobs are done. */
  async upgrade(manifests: string): Promise<void> {
    const chart = { apiVersion: 'v2', name: this.name, version: `0.0.${++this.version}` };
    writeFileSync(join(this.chart, 'Chart.yaml'), JSON.stringify(chart));
    writeFileSync(join(this.chart, 'templates', 'app.yaml'), manifests);
    await this.run('upgrade', this.name, this.chart, '--install', ...WAIT);
  }

  async rollback(revision: number): Promise<void> {
    await this.run('rollback', this.name, String(revision), ...WAIT);
  }

  async uninstall(): Promise<string> {
    return this.run('uninstall', this.name, '--wait', '--timeout=4m');
  }

  private async run(...args: string[]): Promise<string> {
    const { kubeconfig, folder } = this.cluster.access;
    const { stdout } = await promisify(execFile)(
      process.env.E2E_HELM!,
      [...args, '--namespace', this.namespace],
      { env: { KUBECONFIG: kubeconfig, HOME: folder, PATH: process.env.PATH } },
    );
    return stdout;
  }
}

const WAIT = ['--wait', '--wait-for-jobs', '--timeout=4m'];
