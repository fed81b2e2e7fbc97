import { Chart } from 'cdk8s';
import type { ApiObject } from 'cdk8s';
import type { k8s } from 'cdk8s-plus-28';
import { Construct } from 'constructs';
import type { IConstruct } from 'constructs';
import { checkRuntime } from './checks';
import { usesKnative } from './desired-state';
import type { RuntimeClient } from './managed-deployment';
import { Clients } from './managed-deployments';
import type { AdminUser } from './managed-deployments';
import { runtimeModel } from './model';
import type { RuntimeModel } from './model';
import { sameAccess } from './mounts';
import { registrationJob, runtimeObjects } from './objects';
import type { RuntimeState } from './objects';
import type { RestateRuntimeProps } from './props';
import { permissions } from './rbac';
import { RuntimeRegistry, checkSameChart, defaultRuntimeId } from './registry';
import { adminTarget } from '../admin/admin-target';
import type { IRestateCluster } from '../cluster/cluster-reference';
import { LABELS, describeVersion, podLabels } from '../contract';
import type { VersionDescription } from '../contract';
import { Faults, shown } from '../core/faults';

/**
 * The program that registers versions and removes those that have drained: a script in a ConfigMap, run by Jobs and
 * a CronJob, or by a Deployment, with the rights that it needs in its namespace and no others.
 *
 * There is one for each app and namespace. The first deployment makes it, unless it was made before. What it is
 * called decides what it looks after, and it removes what its app no longer holds: to take an app away, first
 * synthesize it with this construct, the `admins` of its deployments and no deployment, and take that away too once
 * `cdk8s-restate status` shows nothing.
 */
export class RestateRuntime extends Construct {
  /**
   * The runtime of the app in a namespace, if there is one.
   *
   * @internal
   */
  public static _in(scope: IConstruct, namespace: string): RestateRuntime | undefined {
    return RestateRuntime.registry.find(scope, namespace);
  }

  /**
   * The runtime that looks after a construct: the one given, the app's, or one that is made now.
   *
   * @internal
   */
  public static _for(
    scope: Construct,
    namespace: string,
    given: RestateRuntime | undefined,
    faults: Faults,
  ): RestateRuntime {
    const found = given ?? RestateRuntime._in(scope, namespace);
    if (found === undefined) {
      const chart = Chart.of(scope);
      const name = defaultRuntimeId(chart);
      return new DefaultRuntime(chart, `RestateRuntime-${namespace}`, { name, namespace });
    }
    if (found.namespace !== namespace) {
      const problem = `${shown(found.node.path)} looks after namespace ${shown(found.namespace)}, not ${shown(namespace)}`;
      faults.add('runtime', problem, 'give one of the same namespace, or leave it out');
    }
    checkSameChart(found, scope, faults);
    return found;
  }

  private static readonly registry = new RuntimeRegistry<RestateRuntime>();

  /** The runtime's id, which its objects are named by. */
  public readonly name: string;

  /** The namespace that it looks after. */
  public readonly namespace: string;

  private readonly model: RuntimeModel;
  private readonly clients = new Clients();
  private readonly admitted = new Set<IRestateCluster>();
  private readonly desired?: ApiObject;

  /**
   * @param scope the chart
   * @param id the construct's id, and the runtime's if `props.name` is left out
   * @param props how it is put into the namespace
   * @throws when the app is synthesized: every fault of the props at once
   */
  constructor(scope: Construct, id: string, props: RestateRuntimeProps = {}) {
    super(scope, id);
    const faults = Faults.of(this);
    this.name = props.name ?? id;
    this.namespace = props.namespace ?? Chart.of(scope).namespace ?? 'default';
    this.model = runtimeModel(this.name, this.namespace, props, faults);
    // What is wrong with the namespace of a runtime that nobody asked for is told of who needs it.
    if (!this._idIsDefault) checkRuntime(this.model, faults);
    RestateRuntime.registry.add(this, faults);
    for (const [index, admin] of (props.admins ?? []).entries()) {
      this.letInto({ construct: this, admin: adminTarget(admin, `admins[${index}]`, faults) });
    }
    if (this.model.mode !== 'none') this.desired = runtimeObjects(this, this.state());
  }

  /**
   * Whether the id comes from the chart and not from the user.
   *
   * @internal
   */
  public get _idIsDefault(): boolean {
    return false;
  }

  /** The rules that a ServiceAccount needs in the namespace, as far as the app has come. */
  public get policyRules(): k8s.PolicyRule[] {
    const rules = permissions(this.model, usesKnative(this.model, this.clients));
    return rules.map(({ apiGroups, resources, verbs, resourceNames }) => ({
      apiGroups: [...apiGroups],
      resources: [...resources],
      verbs: [...verbs],
      ...(resourceNames && { resourceNames: [...resourceNames] }),
    }));
  }

  /**
   * What tells the objects of a version that they are this runtime's; nothing where there is none to look after them.
   *
   * @internal
   */
  public _marks(version?: VersionDescription): {
    labels: { [key: string]: string };
    annotations: { [key: string]: string };
  } {
    if (this.model.mode === 'none') return { labels: {}, annotations: {} };
    return {
      labels: { [LABELS.runtime]: this.name },
      annotations: version === undefined ? {} : describeVersion(version),
    };
  }

  /**
   * Takes over a deployment or a registration.
   *
   * @internal
   */
  public _lookAfter(client: RuntimeClient): void {
    this.checkClient(client, Faults.of(client.construct));
    this.clients.add(client);
    if (this.desired === undefined) return;
    for (const object of client.objects) object.addDependency(this.desired);
    if (this.model.mode === 'jobs') {
      registrationJob(client.construct, this.state(), client).addDependency(
        this,
        ...client.objects,
      );
    }
    this.admit(client.admin.cluster);
  }

  private letInto(user: AdminUser): void {
    this.checkAdmin(user, Faults.of(this), 'admins');
    this.clients.addAdmin(user);
    if (this.model.mode !== 'none') this.admit(user.admin.cluster);
  }

  /** Opens a cluster's admin policy for the runtime's pods. */
  private admit(cluster: IRestateCluster | undefined): void {
    if (cluster === undefined || this.admitted.has(cluster)) return;
    this.admitted.add(cluster);
    // A cluster reference of the user's own has only what the interface shows.
    const allow = (cluster._allowRuntime ?? cluster.allowAdminFrom).bind(cluster);
    allow({
      namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': this.namespace } },
      podSelector: { matchLabels: podLabels(this.name) },
    });
  }

  private checkClient(client: RuntimeClient, faults: Faults): void {
    const { desired } = client;
    const namesake = this.clients.named(desired.name);
    if (namesake !== undefined) {
      const problem = `${shown(desired.name)} is the name of ${shown(namesake.construct.node.path)} as well`;
      faults.add('name', problem, 'choose another');
    }
    this.checkAdmin(client, faults, 'admin');
  }

  private checkAdmin({ admin }: AdminUser, faults: Faults, field: string): void {
    const other = this.clients.registeringWith(admin.key);
    if (other !== undefined && !sameAccess(other.admin, admin)) {
      const problem = `${shown(other.construct.node.path)} gets into ${shown(admin.url)} in another way`;
      faults.add(field, problem, 'share one RestateAdmin');
    }
  }

  private state(): RuntimeState {
    return { model: this.model, clients: this.clients, idIsDefault: this._idIsDefault };
  }
}

/** The runtime that the first deployment makes. */
class DefaultRuntime extends RestateRuntime {
  public get _idIsDefault(): boolean {
    return true;
  }
}
