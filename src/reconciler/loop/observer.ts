/** Observes the cluster and its admin APIs for one runtime. */
import type { AdminPool } from './admin-pool';
import type { KubernetesClient } from '../kubernetes/client';
import { NotCurrentError } from '../kubernetes/informers';
import type { StatusStore } from '../kubernetes/status-store';
import type { ObjectReader } from '../kubernetes/types';
import { look } from '../observe/observe';
import type { AskAdmins, Look, Sources } from '../observe/observe';

export class Observer {
  constructor(
    private readonly id: string,
    private readonly kubernetes: KubernetesClient,
    private readonly status: StatusStore,
    private readonly admins: AdminPool,
  ) {}

  /** From the API server. */
  fresh(): Promise<Look> {
    return this.observe({ objects: this.kubernetes, status: () => this.status.load() });
  }

  /** From informers, and no request to the API server; undefined when they are not current. */
  async cached(objects: ObjectReader, askAdmins?: AskAdmins): Promise<Look | undefined> {
    try {
      const status = () => this.status.loaded();
      return await this.observe({ objects, status, ...(askAdmins && { askAdmins }) });
    } catch (error) {
      if (error instanceof NotCurrentError) return undefined;
      throw error;
    }
  }

  private observe(sources: Partial<Sources> & Omit<Sources, 'askAdmins'>): Promise<Look> {
    const { namespace, clock } = this.kubernetes;
    const askAdmins: AskAdmins = (refs, desired) => this.admins.observe(refs, desired);
    return look({ id: this.id, namespace, clock }, { askAdmins, ...sources });
  }
}
