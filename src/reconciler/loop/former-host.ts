/**
 * Deletes the CronJob or the Deployment that ran this runtime before its mode was changed: no tool removes it, since
 * it is kept like all of a runtime's objects. The desired state says which of the two is wanted.
 */
import { NAMES, podLabels } from '../../contract';
import type { SweepSchedule } from '../../contract';
import type { KubernetesClient } from '../kubernetes/client';
import { isForbidden } from '../kubernetes/errors';
import { RESOURCES } from '../kubernetes/types';

export class FormerHost {
  private isGone = false;

  constructor(
    private readonly kubernetes: KubernetesClient,
    private readonly id: string,
  ) {}

  async delete(sweep: SweepSchedule | undefined): Promise<void> {
    if (this.isGone) return;
    const kind = sweep ? RESOURCES.deployments : RESOURCES.cronJobs;
    try {
      const found = await this.kubernetes.find(kind, NAMES.host(this.id));
      const { labels = {} } = found?.metadata ?? {};
      const ours = Object.entries(podLabels(this.id)).every(
        ([key, value]) => labels[key] === value,
      );
      if (found && ours) await this.kubernetes.delete(kind, found);
    } catch (error) {
      // A Role of the user's own may be older than this permission. The leftover does no harm.
      if (!isForbidden(error)) throw error;
    }
    this.isGone = true;
  }
}
