import { Chart } from 'cdk8s';
import type { ApiObject } from 'cdk8s';
import type { Construct } from 'constructs';
import { deletionPolicy, drainDelaySeconds } from './lifecycle';
import type { RestateVersionProps } from './props';
import { checkReservedKeys } from './reserved-keys';
import { adminTarget } from '../admin/admin-target';
import type { AdminTarget } from '../admin/admin-target';
import type { RestateAdmin } from '../admin/restate-admin';
import { DEFAULT_REVISION_HISTORY_LIMIT } from '../contract';
import type { DeletionPolicy } from '../contract';
import type { Faults } from '../core/faults';
import {
  checkAnnotations,
  checkAtLeast,
  checkDnsLabel,
  checkLabels,
} from '../core/kubernetes-syntax';
import { rawManifestValue } from '../core/manifest-value';
import { checkSyncWave, syncWave } from '../core/sync-wave';
import type { ManagedDeployment } from '../runtime/managed-deployment';

type StringMap = { [key: string]: string };

/** What a version has, whatever makes its pods, with its defaults filled in. */
export interface VersionModel {
  readonly name: string;
  readonly namespace: string;
  readonly labels: StringMap;
  readonly annotations: StringMap;
  readonly admin: AdminTarget;
  readonly revisionHistoryLimit: number;
  readonly servicePath?: string;
  readonly useHttp11: boolean;
  readonly drainDelaySeconds: number;
  readonly deletionPolicy: DeletionPolicy;
  readonly paused: boolean;
  readonly breaking: boolean;
}

/** The props of every construct that makes versions. */
export interface VersionedProps extends RestateVersionProps {
  readonly name?: string;
  readonly namespace?: string;
  readonly labels?: StringMap;
  readonly annotations?: StringMap;
  readonly admin: RestateAdmin;
  readonly revisionHistoryLimit?: number;
}

export function versionModel(
  scope: Construct,
  id: string,
  props: VersionedProps,
  faults: Faults,
): VersionModel {
  return {
    name: props.name ?? id,
    namespace: props.namespace ?? Chart.of(scope).namespace ?? 'default',
    labels: rawManifestValue(props.labels ?? {}, faults, 'labels'),
    annotations: rawManifestValue(props.annotations ?? {}, faults, 'annotations'),
    admin: adminTarget(props.admin, 'admin', faults),
    revisionHistoryLimit: props.revisionHistoryLimit ?? DEFAULT_REVISION_HISTORY_LIMIT,
    servicePath: props.servicePath,
    useHttp11: props.useHttp11 ?? false,
    drainDelaySeconds: drainDelaySeconds(props.drainDelay, faults),
    deletionPolicy: deletionPolicy(props.deletionPolicy, faults),
    paused: props.paused ?? false,
    breaking: props.breaking ?? false,
  };
}

/** What Kubernetes would refuse in every kind of object of a version; names have rules of their own. */
export function checkVersion(model: VersionModel, faults: Faults): void {
  checkDnsLabel(model.namespace, 'namespace', faults);
  checkLabels(model.labels, 'labels', faults);
  checkReservedKeys(model.labels, 'labels', faults);
  checkAnnotations(model.annotations, 'annotations', faults);
  checkReservedKeys(model.annotations, 'annotations', faults);
  checkSyncWave(model.annotations, 'annotations', faults);
  checkAtLeast(model.revisionHistoryLimit, 0, 'revisionHistoryLimit', faults);
}

/** A version as the runtime looks after it. */
export function versionClient(
  construct: Construct,
  model: VersionModel,
  desired: ManagedDeployment['desired'],
  objects: readonly ApiObject[],
): ManagedDeployment {
  const { namespace, admin, annotations } = model;
  return { construct, namespace, admin, desired, syncWave: syncWave(annotations), objects };
}
