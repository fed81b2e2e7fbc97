import { Chart } from 'cdk8s';
import type { Construct } from 'constructs';
import { lifecycle } from './lifecycle';
import type { Lifecycle } from './lifecycle';
import type { RestateLifecycleProps } from './props';
import { adminTarget } from '../admin/admin-target';
import type { AdminTarget } from '../admin/admin-target';
import type { RestateAdmin } from '../admin/restate-admin';
import type { Faults } from '../core/faults';
import type { StringMap } from '../core/json';
import { rawManifestValue } from '../core/manifest-value';

/** What every version has, wherever it runs, with its defaults filled in. */
export interface VersionModel {
  readonly name: string;
  readonly namespace: string;
  readonly labels: StringMap;
  readonly annotations: StringMap;
  /** Labels that the chart puts on all its objects. */
  readonly chartLabels: StringMap;
  readonly admin: AdminTarget;
  readonly lifecycle: Lifecycle;
}

/** The props of every construct that makes versions. */
export interface VersionedProps extends RestateLifecycleProps {
  readonly name?: string;
  readonly namespace?: string;
  readonly labels?: StringMap;
  readonly annotations?: StringMap;
  readonly admin: RestateAdmin;
}

export function versionModel(
  scope: Construct,
  id: string,
  props: VersionedProps,
  faults: Faults,
): VersionModel {
  const chart = Chart.of(scope);
  return {
    name: props.name ?? id,
    namespace: props.namespace ?? chart.namespace ?? 'default',
    labels: rawManifestValue(props.labels ?? {}, faults, 'labels'),
    annotations: rawManifestValue(props.annotations ?? {}, faults, 'annotations'),
    chartLabels: chart.labels,
    admin: adminTarget(props.admin, 'admin', faults),
    lifecycle: lifecycle(props, faults),
  };
}
