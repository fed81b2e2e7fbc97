/** Writes to the objects of a version, without ever being able to say what runs in its pods. */
import {
  DEFAULT_DELETION_POLICY,
  DEFAULT_DRAIN_DELAY_SECONDS,
  describeVersion,
  PRUNING_MARKS,
} from '../../contract';
import type { DesiredDeployment, EndpointRecord } from '../../contract';
import type { KubernetesClient } from '../kubernetes/client';
import type { StatusStore } from '../kubernetes/status-store';
import { RESOURCES } from '../kubernetes/types';
import type { KubernetesObject, ResourceKind } from '../kubernetes/types';
import type { AdminRef, ObservedVersion } from '../observe/observation';
import { isMarked } from '../observe/versions';
import type { Step } from '../plan/actions';

type Annotations = Readonly<Record<string, string | null>>;

export class VersionStore {
  constructor(
    private readonly kubernetes: KubernetesClient,
    private readonly status: StatusStore,
  ) {}

  async annotate({ object, version }: Step, annotations: Annotations): Promise<void> {
    if (version === undefined || version.mode === 'Endpoint') {
      await this.status.change((stored) => ({
        ...stored,
        endpoints: stored.endpoints.map((each) =>
          each.object === object
            ? { ...each, annotations: merge(each.annotations, annotations) }
            : each,
        ),
      }));
    } else if (version.mode === 'ReplicaSet') {
      const patch = { metadata: { annotations } };
      await this.kubernetes.patch(RESOURCES.replicaSets, object, patch, 'status');
    } else {
      await this.kubernetes.patch(RESOURCES.routes, object, { metadata: { annotations } });
    }
  }

  async recordEndpoint(desired: DesiredDeployment, admin: AdminRef, now: Date): Promise<void> {
    const annotations = describeVersion({
      version: desired.version,
      admin: admin.key,
      adminUrl: admin.url,
      uri: desired.uri,
      drainDelaySeconds: desired.drainDelaySeconds ?? DEFAULT_DRAIN_DELAY_SECONDS,
      deletionPolicy: desired.deletionPolicy ?? DEFAULT_DELETION_POLICY,
    });
    const { object, name: deployment } = desired;
    await this.status.change((stored) => {
      if (stored.endpoints.some((each) => each.object === object)) return stored;
      const record = { object, deployment, createdAt: now.toISOString(), annotations };
      return { ...stored, endpoints: [...stored.endpoints, record] };
    });
  }

  async scale({ object }: Step, replicas: number): Promise<void> {
    // A merge patch leaves nobody as the owner of the field: the next apply takes it back.
    await this.kubernetes.patch(RESOURCES.replicaSets, object, { spec: { replicas } }, 'scale');
  }

  async removeMarks({ main, mode, parts }: ObservedVersion): Promise<void> {
    const patch = {
      metadata: {
        annotations: { [PRUNING_MARKS.lastApplied]: null },
        labels: { [PRUNING_MARKS.applySet]: null },
      },
    };
    const targets: Array<[ResourceKind, KubernetesObject | undefined, 'status'?]> = [
      mode === 'ReplicaSet'
        ? [RESOURCES.replicaSets, main, 'status']
        : [RESOURCES.routes, mode === 'Endpoint' ? undefined : main],
      ...parts
        .filter(({ kind }) => kind === 'services' || kind === 'horizontalPodAutoscalers')
        .map(
          ({ kind, object }) =>
            [RESOURCES[kind], object, 'status'] as [ResourceKind, KubernetesObject, 'status'],
        ),
    ];
    for (const [kind, object, subresource] of targets) {
      if (object && isMarked(object)) {
        await this.kubernetes.patch(kind, object.metadata.name, patch, subresource);
      }
    }
  }

  async removeAutoscaler(version: ObservedVersion): Promise<void> {
    await this.deleteParts(version, 'horizontalPodAutoscalers');
  }

  /** The main object goes last: as long as it is there, a run that was stopped is taken up again. */
  async delete(version: ObservedVersion, keepConfiguration = false): Promise<void> {
    if (version.mode === 'Endpoint') {
      await this.forgetEndpoint(version.object);
      return;
    }
    if (!keepConfiguration) {
      for (const kind of [
        'horizontalPodAutoscalers',
        'services',
        'configurations',
        'knativeServices',
      ] as const) {
        await this.deleteParts(version, kind);
      }
    }
    if (version.main) {
      const kind = version.mode === 'ReplicaSet' ? RESOURCES.replicaSets : RESOURCES.routes;
      await this.kubernetes.delete(kind, version.main);
    }
  }

  private async deleteParts(
    { parts }: ObservedVersion,
    only: keyof typeof RESOURCES,
  ): Promise<void> {
    for (const { kind, object } of parts) {
      if (kind === only) await this.kubernetes.delete(RESOURCES[kind], object);
    }
  }

  private forgetEndpoint(object: string): Promise<void> {
    return this.status.change((stored) => ({
      ...stored,
      endpoints: stored.endpoints.filter((each) => each.object !== object),
    }));
  }
}

function merge(
  current: EndpointRecord['annotations'],
  change: Annotations,
): EndpointRecord['annotations'] {
  const merged = Object.entries({ ...current, ...change });
  return Object.fromEntries(merged.filter((entry): entry is [string, string] => entry[1] !== null));
}
