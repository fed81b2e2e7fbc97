import { Chart } from 'cdk8s';
import type { ApiObject } from 'cdk8s';
import type { k8s } from 'cdk8s-plus-28';
import { Construct } from 'constructs';
import type { IConstruct } from 'constructs';
import { clusterAt, openAdminPolicy } from './admin-policy';
import { openCallPolicy } from './call-policy';
import { checkRuntime } from './checks';
import type { ManagedDeployment } from './managed-deployment';
import { ManagedDeployments } from './managed-deployments';
import type { AdminUser } from './managed-deployments';
import type { ManagedKafkaObject } from './managed-kafka';
import { runtimeModel } from './model';
import type { RuntimeModel } from './model';
import { checkRuntimeMonitoring } from './monitoring';
import { sameAccess } from './mounts';
import { checkRuntimeNetwork } from './network-policy';
import { registrationJob, runtimeObjects } from './objects';
import type { RuntimeState } from './objects';
import type { RestateRuntimeProps } from './props';
import { permissions } from './rbac';
import { RuntimeRegistry, checkSameChart, defaultRuntimeId } from './registry';
import { adminTarget } from '../admin/admin-target';
import type { IRestateCluster } from '../cluster/cluster-reference';
import { DNS_EGRESS_TYPES } from '../cluster/prop-types';
import { LABELS, describeVersion } from '../contract';
import type { Permission, VersionDescription } from '../contract';
import { Faults, shown } from '../core/faults';
import { ENVIRONMENTS } from '../core/object-collisions';
import { warnOfUnknownPodFields } from '../core/pod-fields';
import { BOOLEAN, LIST, LIST_OF_MAPS, MAP, TEXT, madeBy, ofTypes } from '../core/prop-types';
import { RUNTIME_MONITORING_TYPES } from '../monitoring/prop-types';
import { SCRIPT_POD_TYPES } from '../script/prop-types';
import type { ScriptPodModel } from '../script/script-pod';

const RUNTIME_TYPES = {
  ...SCRIPT_POD_TYPES,
  admins: LIST,
  annotations: MAP,
  knative: BOOLEAN,
  labels: MAP,
  mode: madeBy('RestateRuntimeMode'),
  monitoring: RUNTIME_MONITORING_TYPES,
  name: TEXT,
  namespace: TEXT,
  networkPolicy: {
    apiServerCidrs: LIST,
    apiServerPorts: LIST,
    dnsEgress: DNS_EGRESS_TYPES,
    egressRules: LIST_OF_MAPS,
  },
};

/**
 * The program that registers versions and removes those that have drained: a script in a ConfigMap, run by Jobs and
 * a CronJob, or by a Deployment, with the rights that it needs in its namespace and no others.
 *
 * There is one for each app and namespace. The first deployment creates it, unless the app already did. It manages the
 * versions that carry its id, and removes those that its app no longer contains. To remove a whole app, first
 * synthesize and apply it with this construct, the `admins` of its deployments and no deployment; delete the rest once
 * `cdk8s-restate status` shows no version.
 *
 * @example
 * new RestateRuntime(chart, 'runtime', {
 *   mode: RestateRuntimeMode.deployment(),
 *   image: 'registry.example/library/node:24-alpine',
 * });
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
   * A runtime of a namespace that nobody named.
   *
   * @internal
   */
  public static _default(
    scope: Construct,
    namespace: string,
    props: RestateRuntimeProps = {},
  ): RestateRuntime {
    const chart = Chart.of(scope);
    const name = defaultRuntimeId(chart);
    return new DefaultRuntime(chart, `RestateRuntime-${namespace}`, { ...props, name, namespace });
  }

  /**
   * The runtime that manages a construct: the given one, the app's, or a new one.
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
    if (found === undefined) return RestateRuntime._default(scope, namespace);
    if (found.namespace !== namespace) {
      const problem = `${shown(found.node.path)} manages namespace ${shown(found.namespace)}, not ${shown(namespace)}`;
      faults.add('runtime', problem, 'use a runtime of the same namespace, or remove this field');
    }
    checkSameChart(found, scope, faults);
    return found;
  }

  private static readonly registry = new RuntimeRegistry<RestateRuntime>();

  /** The runtime's id, which its objects are named after. */
  public readonly name: string;

  /** The namespace that it manages. */
  public readonly namespace: string;

  private readonly model: RuntimeModel;
  private readonly deployments = new ManagedDeployments();
  private readonly openedAdmins = new Set<string>();
  private readonly desired?: ApiObject;

  /**
   * @param scope the chart
   * @param id the construct's id, and the runtime's if `props.name` is not set
   * @param props how and where it runs. Invalid values are reported when the app is synthesized: all at once, each with
   * its field, the given value and a remedy
   */
  constructor(scope: Construct, id: string, props: RestateRuntimeProps = {}) {
    super(scope, id);
    const faults = Faults.of(this);
    const typed = ofTypes(props, RUNTIME_TYPES, faults);
    this.name = typed.name ?? id;
    this.namespace = typed.namespace ?? Chart.of(scope).namespace ?? 'default';
    this.model = runtimeModel(this.name, this.namespace, typed, faults);
    // An invalid namespace of an implicit runtime is reported for the deployment that needs it.
    if (!this._idIsDefault) checkRuntime(this.model, faults);
    if (this.model.networkPolicy !== undefined) {
      checkRuntimeNetwork(this.model.networkPolicy, faults);
    }
    checkRuntimeMonitoring(this.model, faults);
    warnOfUnknownPodFields(this.model.overrides.spec, 'overrides.spec', faults);
    RestateRuntime.registry.add(this, faults);
    for (const [index, admin] of (typed.admins ?? []).entries()) {
      this.addAdmin({ construct: this, admin: adminTarget(admin, `admins[${index}]`, faults) });
    }
    if (this.model.mode === 'none') return;
    const { desired, workload } = runtimeObjects(this, this.state());
    this.desired = desired;
    this.node.defaultChild = workload;
  }

  /**
   * Whether the id comes from the chart and not from the user.
   *
   * @internal
   */
  public get _idIsDefault(): boolean {
    return false;
  }

  /**
   * The rules that `serviceAccountName` must be granted in the namespace.
   *
   * They name the Leases of the admin APIs and the Services of the versions, so that they change with each version of a
   * deployment; and they include those for Knative objects if `knative` is set, or if the app has a Knative deployment in
   * the namespace. Read this after the last deployment was added: reading it too early is reported when the app is
   * synthesized.
   */
  public get policyRules(): k8s.PolicyRule[] {
    const rules = permissions(this.model, this.deployments);
    const faults = Faults.of(this);
    faults.checkLate(() => this.checkRules(rules, faults));
    return rules.map(({ apiGroups, resources, verbs, resourceNames }) => ({
      apiGroups: [...apiGroups],
      resources: [...resources],
      verbs: [...verbs],
      ...(resourceNames && { resourceNames: [...resourceNames] }),
    }));
  }

  /**
   * The labels and annotations that mark the objects of a version as this runtime's; none if nothing manages them.
   *
   * @internal
   */
  public _ownership(version?: VersionDescription): {
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
   * How its pods are made, for others that run Node.
   *
   * @internal
   */
  public get _pods(): ScriptPodModel {
    return this.model;
  }

  /**
   * Manages a deployment or a registration.
   *
   * @internal
   */
  public _manage(deployment: ManagedDeployment): void {
    this.checkDeployment(deployment, Faults.of(deployment.construct));
    this.deployments.add(deployment);
    this.openCallPolicies(deployment);
    if (this.desired === undefined) return;
    for (const object of deployment.objects) object.addDependency(this.desired);
    if (this.model.mode === 'jobs') {
      registrationJob(deployment.construct, this.state(), deployment).addDependency(
        this,
        ...deployment.objects,
      );
    }
    this.openAdminPolicy(deployment);
  }

  /**
   * Manages a Kafka cluster or a subscription.
   *
   * @internal
   */
  public _manageKafka(object: ManagedKafkaObject): void {
    const faults = Faults.of(object.construct);
    this.checkAdmin(object, faults, 'admin');
    const namesake = this.deployments.addKafka(object);
    if (namesake !== undefined) {
      const { name } = object.desired;
      const problem = `${shown(name)} is already the name of ${shown(namesake.construct.node.path)}`;
      faults.add('name', problem, `choose another name; ${ENVIRONMENTS}`);
    }
    this.openCallPolicies(object);
    if (this.model.mode !== 'none') return this.openAdminPolicy(object);
    faults.add(
      'runtime',
      `${shown(this.node.path)} has the mode "none", and nothing would register it`,
      'choose another mode of the runtime',
    );
  }

  private addAdmin(user: AdminUser): void {
    this.checkAdmin(user, Faults.of(this), 'admins');
    this.deployments.addAdmin(user);
    if (this.model.mode !== 'none') this.openAdminPolicy(user);
  }

  /** Opens the network policy of an admin API for the runtime's pods. */
  private openAdminPolicy(user: AdminUser): void {
    if (this.openedAdmins.has(user.admin.url)) return;
    this.openedAdmins.add(user.admin.url);
    this.withCluster(user, (cluster, faults) => openAdminPolicy(this, cluster, faults));
  }

  /** Opens the network policies of a cluster for what it calls. */
  private openCallPolicies(user: AdminUser & Pick<ManagedDeployment, 'callees'>): void {
    for (const callee of user.callees ?? []) {
      this.withCluster(user, (cluster, faults) => openCallPolicy(this, cluster, callee, faults));
    }
  }

  private withCluster(
    { construct, admin: { cluster, url } }: AdminUser,
    open: (cluster: IRestateCluster, faults: Faults) => void,
  ): void {
    const faults = Faults.of(construct);
    if (cluster !== undefined) {
      open(cluster, faults);
    } else {
      // A URL may be that of a cluster that the app creates later.
      faults.checkLate(() => {
        const named = clusterAt(this.node.root, this.namespace, url);
        if (named !== undefined) open(named, faults);
      });
    }
  }

  private checkDeployment(deployment: ManagedDeployment, faults: Faults): void {
    const { desired } = deployment;
    const namesake = this.deployments.named(desired.name);
    if (namesake !== undefined) {
      const problem = `${shown(desired.name)} is already the name of ${shown(namesake.construct.node.path)}`;
      faults.add('name', problem, `choose another name; ${ENVIRONMENTS}`);
    }
    this.checkAdmin(deployment, faults, 'admin');
  }

  private checkAdmin({ admin }: AdminUser, faults: Faults, field: string): void {
    const other = this.deployments.registeringWith(admin.key);
    if (other !== undefined && !sameAccess(other.admin, admin)) {
      const problem = `${shown(other.construct.node.path)} uses ${shown(admin.url)} with other credentials`;
      faults.add(field, problem, 'use the same RestateAdmin for both');
    }
  }

  private checkRules(read: readonly Permission[], faults: Faults): void {
    const rules = permissions(this.model, this.deployments);
    if (JSON.stringify(read) === JSON.stringify(rules)) return;
    faults.add(
      'policyRules',
      'was read before a deployment was added, and lacks the rules for it',
      'read it after the last deployment',
    );
  }

  private state(): RuntimeState {
    return { model: this.model, deployments: this.deployments, idIsDefault: this._idIsDefault };
  }
}

/** The runtime that the first deployment creates. */
class DefaultRuntime extends RestateRuntime {
  public get _idIsDefault(): boolean {
    return true;
  }
}
