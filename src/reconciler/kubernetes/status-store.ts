/**
 * The ConfigMap with the status and the records of endpoints, which have no object of their own.
 * Several runs may write it; a change that meets a conflict is made again on what the other has
 * written.
 */
import type { KubernetesClient } from './client';
import { isConflict } from './errors';
import { fromData, isSame, toData } from './status-data';
import type { StoredStatus } from './status-data';
import { RESOURCES } from './types';
import type { ConfigMap } from './types';
import { KEEP_ANNOTATIONS, LABELS, MANAGED_BY, NAMES, podLabels } from '../../contract';

const ATTEMPTS = 5;

export class StatusStore {
  private readonly name: string;
  private current?: ConfigMap;

  constructor(
    private readonly kubernetes: KubernetesClient,
    private readonly id: string,
  ) {
    this.name = NAMES.status(id);
  }

  async load(): Promise<StoredStatus> {
    this.current = await this.kubernetes.find<ConfigMap>(RESOURCES.configMaps, this.name);
    return this.stored();
  }

  /** As it was loaded or written last. */
  async loaded(): Promise<StoredStatus> {
    return this.stored();
  }

  /** Writes what `change` makes of the stored state; nothing when it makes no difference. */
  async change(change: (stored: StoredStatus) => StoredStatus): Promise<void> {
    for (let attempt = 1; ; attempt++) {
      const data = toData(change(this.stored()));
      if (isSame(data, this.current?.data)) return;
      try {
        if (this.current) {
          this.current = await this.kubernetes.update(RESOURCES.configMaps, {
            ...this.current,
            data,
          });
          return;
        }
        // Another run may have made and written it by now.
        this.current = await this.make();
      } catch (error) {
        if (!isConflict(error) || attempt >= ATTEMPTS) throw error;
        await this.load();
      }
    }
  }

  /** Without data: what is applied would be taken from another run. */
  private make(): Promise<ConfigMap> {
    return this.kubernetes.apply(RESOURCES.configMaps, {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: {
        name: this.name,
        labels: { ...podLabels(this.id), [LABELS.managedBy]: MANAGED_BY },
        annotations: { ...KEEP_ANNOTATIONS },
      },
    } as ConfigMap);
  }

  private stored(): StoredStatus {
    return fromData(this.current?.data ?? {});
  }
}
