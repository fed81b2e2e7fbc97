/** Deletes what earlier scripts of this runtime, and another mode of it, have left behind. */
import { NAMES, podLabels } from '../../contract';
import type { RuntimeStatus, SweepSchedule } from '../../contract';
import type { KubernetesClient } from '../kubernetes/client';
import { isForbidden } from '../kubernetes/errors';
import { jobState } from '../kubernetes/job-state';
import type { Job } from '../kubernetes/job-state';
import type { StatusStore } from '../kubernetes/status-store';
import { RESOURCES } from '../kubernetes/types';

/** What a pass has found out about what is still in use. */
export interface PassOutcome {
  readonly status: RuntimeStatus;
  readonly jobs: readonly Job[];
  readonly sweep?: SweepSchedule;
}

export class GarbageCollector {
  private checkedHost = false;

  constructor(
    private readonly api: KubernetesClient,
    private readonly status: StatusStore,
    private readonly id: string,
    private readonly script: string | undefined,
  ) {}

  async collect(result: PassOutcome): Promise<void> {
    await this.deleteUnusedScripts(result);
    if (!this.checkedHost) await this.deleteFormerHost(result);
    this.checkedHost = true;
  }

  /**
   * Deletes the script ConfigMaps of earlier versions that nothing refers to any more. A pod of a sweep may not have
   * started yet; and a registration Job does not know whether the CronJob has been updated. What was used after this
   * run's own script is newer: this run may have been stopped for long.
   */
  private async deleteUnusedScripts({ status, jobs }: PassOutcome): Promise<void> {
    const { scripts = [] } = status;
    const older = scripts.slice(0, Math.max(0, scripts.indexOf(this.script ?? '')));
    if (older.length === 0) return;
    const host = await this.api.find(RESOURCES.cronJobs, NAMES.host(this.id));
    const inUse = JSON.stringify([host, jobs.filter((job) => jobState(job) === 'active')]);
    const old = older.filter((name) => !inUse.includes(`"${name}"`));
    // The name is a hash of the content.
    for (const name of old) await this.api.delete(RESOURCES.configMaps, { metadata: { name } });
    if (old.length === 0) return;
    await this.status.change((stored) => ({
      ...stored,
      status: stored.status && {
        ...stored.status,
        scripts: stored.status.scripts?.filter((name) => !old.includes(name)),
      },
    }));
  }

  /**
   * Deletes the CronJob or the Deployment that ran this runtime before its mode was changed: no tool removes it,
   * since it is kept like all of a runtime's objects. The desired state says which of the two is wanted.
   */
  private async deleteFormerHost({ sweep }: PassOutcome): Promise<void> {
    const kind = sweep ? RESOURCES.deployments : RESOURCES.cronJobs;
    try {
      const found = await this.api.find(kind, NAMES.host(this.id));
      const { labels = {} } = found?.metadata ?? {};
      const ours = Object.entries(podLabels(this.id)).every(
        ([key, value]) => labels[key] === value,
      );
      if (found && ours) await this.api.delete(kind, found);
    } catch (error) {
      // A Role of the user's own may be older than this permission. The leftover does no harm.
      if (!isForbidden(error)) throw error;
    }
  }
}
