/** Writes to the objects of a version, without ever being able to say what runs in its pods. */
import { DELETION_ORDER, describeVersion, MAIN_OBJECTS, PRUNING_MARKS } from '../../contract';
import type { DesiredDeployment, EndpointRecord, PartKind } from '../../contract';
import type { KubernetesClient } from '../kubernetes/client';
import { KubernetesError } from '../kubernetes/errors';
import type { StatusStore } from '../kubernetes/status-store';
import { metadataSubresource, RESOURCES } from '../kubernetes/types';
import { objectsOf } from '../lib/named';
import type { AdminRef, ObservedVersion } from '../observe/observation';
import { markedObjects } from '../observe/pruning';
import type { Step } from '../plan/actions';
import { isGoing } from '../plan/going';

type Annotations = Readonly<Record<string, string | null>>;

export class VersionStore {
  constructor(
    private readonly kubernetes: KubernetesClient,
    private readonly status: StatusStore,
  ) {}

  async annotate({ object, version }: Step, annotations: Annotations): Promise<void> {
    const kind = version && MAIN_OBJECTS[version.mode];
    if (!kind) {
      await this.changeEndpoints((endpoints) =>
        endpoints.map((each) =>
          each.object === object
            ? { ...each, annotations: merge(each.annotations, annotations) }
            : each,
        ),
      );
      return;
    }
    const resource = RESOURCES[kind];
    const body = { metadata: { annotations } };
    await this.kubernetes.patch(resource, object, body, metadataSubresource(resource));
  }

  async recordEndpoint(desired: DesiredDeployment, admin: AdminRef, now: Date): Promise<void> {
    const annotations = describeVersion({ ...desired, admin: admin.key, adminUrl: admin.url });
    const { object, name: deployment } = desired;
    const record = { object, deployment, createdAt: now.toISOString(), annotations };
    await this.changeEndpoints((endpoints) =>
      objectsOf(endpoints).has(object) ? endpoints : [...endpoints, record],
    );
  }

  async scale({ object }: Step, replicas: number): Promise<void> {
    // A merge patch leaves nobody as the owner of the field: the next apply takes it back.
    await this.kubernetes.patch(RESOURCES.replicaSets, object, { spec: { replicas } }, 'scale');
  }

  async removeMarks(version: ObservedVersion): Promise<void> {
    const patch = {
      metadata: {
        annotations: { [PRUNING_MARKS.lastApplied]: null },
        labels: { [PRUNING_MARKS.applySet]: null },
      },
    };
    for (const { kind, object, subresource } of markedObjects(version)) {
      await this.kubernetes.patch(kind, object.metadata.name, patch, subresource);
    }
  }

  async removeAutoscaler(version: ObservedVersion): Promise<void> {
    await this.deleteParts(version, 'horizontalPodAutoscalers');
  }

  /**
   * The main object goes last: as long as it is there, a run that was stopped is taken up again.
   *
   * @param check throws when the version may be wanted again; called before each part, since an apply that changes
   * nothing of a part leaves it as it was observed
   */
  async delete(
    version: ObservedVersion,
    keepConfiguration = false,
    check?: () => Promise<void>,
  ): Promise<void> {
    const mainKind = MAIN_OBJECTS[version.mode];
    if (!mainKind) {
      await this.changeEndpoints((endpoints) =>
        endpoints.filter(({ object }) => object !== version.object),
      );
      return;
    }
    if (!keepConfiguration) {
      for (const kind of DELETION_ORDER) await this.deleteParts(version, kind, check);
    }
    if (version.main && !isGoing(version.main)) {
      await this.kubernetes.delete(RESOURCES[mainKind], version.main);
    }
  }

  /** @throws KubernetesError 409 when the main object is not as it was observed */
  async checkMain({ object, main, mode }: ObservedVersion): Promise<void> {
    const mainKind = MAIN_OBJECTS[mode];
    if (!mainKind) return;
    const kind = RESOURCES[mainKind];
    const { items } = await this.kubernetes.select(kind, {
      fieldSelector: `metadata.name=${object}`,
    });
    if (items[0]?.metadata.resourceVersion === main?.metadata.resourceVersion) return;
    const what = `${kind.resource} ${object}`;
    if (main) throw new KubernetesError(what, 409, 'Conflict', 'it has changed');
    throw new Error(`${what} is there, and not known to be of the version: its parts stay`);
  }

  private async deleteParts(
    { parts }: ObservedVersion,
    only: PartKind,
    check?: () => Promise<void>,
  ): Promise<void> {
    for (const { kind, object } of parts) {
      if (kind !== only || isGoing(object)) continue;
      await check?.();
      await this.kubernetes.delete(RESOURCES[kind], object);
    }
  }

  private changeEndpoints(
    change: (endpoints: readonly EndpointRecord[]) => readonly EndpointRecord[],
  ): Promise<void> {
    return this.status.change((stored) => ({ ...stored, endpoints: change(stored.endpoints) }));
  }
}

function merge(
  current: EndpointRecord['annotations'],
  change: Annotations,
): EndpointRecord['annotations'] {
  const merged = Object.entries({ ...current, ...change });
  return Object.fromEntries(merged.filter((entry): entry is [string, string] => entry[1] !== null));
}
