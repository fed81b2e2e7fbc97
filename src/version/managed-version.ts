import type { ApiObject } from 'cdk8s';
import type { Construct } from 'constructs';
import { describe } from './desired';
import type { DesiredVersion } from './desired';
import type { VersionModel } from './model';
import { deploymentEntry } from '../contract';
import type { Faults } from '../core/faults';
import type { StringMap } from '../core/json';
import { syncWave } from '../core/sync-wave';
import type { ManagedDeployment } from '../runtime/managed-deployment';
import { RestateRuntime } from '../runtime/restate-runtime';

/**
 * A version and the runtime that manages it: the end of the one way in which the constructs of versions are made. A
 * model of the props, its checks, the runtime, the objects, and at last the runtime takes the version over.
 */
export class ManagedVersion {
  /** @param given the runtime that the user names, else the app's */
  public static of(
    construct: Construct,
    model: VersionModel,
    desired: DesiredVersion,
    given: RestateRuntime | undefined,
    faults: Faults,
  ): ManagedVersion {
    const runtime = RestateRuntime._for(construct, model.namespace, given, faults);
    return new ManagedVersion(construct, model, desired, runtime);
  }

  private constructor(
    private readonly construct: Construct,
    private readonly model: VersionModel,
    private readonly desired: DesiredVersion,
    public readonly runtime: RestateRuntime,
  ) {}

  /** Labels of all objects of the version; none where no runtime manages it. */
  public get labels(): StringMap {
    return this.runtime._ownership().labels;
  }

  /** Annotations of the main object, by which the version describes itself; none where no runtime manages it. */
  public get description(): StringMap {
    return this.runtime._ownership(describe(this.model, this.desired)).annotations;
  }

  /** Hands the version over, with the objects that are applied before it is registered. */
  public manage(
    objects: readonly ApiObject[],
    {
      callees,
      secretHeaders,
      rolloutOf,
      companions,
      gate,
    }: Pick<ManagedDeployment, 'callees' | 'secretHeaders' | 'rolloutOf' | 'companions'> &
      Pick<DesiredVersion, 'gate'> = {},
  ): void {
    const { construct } = this;
    const desired = gate === undefined ? this.desired : deploymentEntry({ ...this.desired, gate });
    const { namespace, admin, annotations } = this.model;
    const wave = syncWave(annotations);
    this.runtime._manage({
      construct,
      namespace,
      admin,
      desired,
      secretHeaders,
      callees,
      rolloutOf,
      companions,
      syncWave: wave,
      objects,
    });
  }
}
