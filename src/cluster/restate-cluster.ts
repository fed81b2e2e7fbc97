import { Lazy } from 'cdk8s';
import type { ApiObject } from 'cdk8s';
import type { k8s } from 'cdk8s-plus-28';
import { Construct } from 'constructs';
import { checkCluster } from './checks';
import { clusterUrl } from './cluster-reference';
import type { IRestateCluster, RestateClusterReferenceOptions } from './cluster-reference';
import { credentialsExtension, identityExtension } from './identity/pod-identity';
import { signingKeyExtension } from './identity/signing-key-volume';
import { trustedCaExtension } from './identity/trusted-ca';
import { ImportedCluster } from './imported-cluster';
import { clusterModel } from './model';
import type { ClusterModel } from './model';
import { admitScrapers } from './monitoring/objects';
import { ClusterNetwork } from './network/network';
import { RESTATE_PORTS } from './network/ports';
import { runtimePeer } from './network/runtime-peer';
import { warnOfExposure } from './network/service-checks';
import { clusterObjects } from './objects';
import { checkPodCollisions } from './pod/collisions';
import type { PodExtension } from './pod/extension';
import { clusterMeshEgress, clusterMeshExtension } from './pod/mesh';
import { podTemplate } from './pod/template';
import { CLUSTER_TYPES } from './prop-types';
import type { RestateClusterProps } from './props';
import { Faults } from '../core/faults';
import { checkDnsLabel } from '../core/kubernetes-syntax';
import { ofTypes } from '../core/prop-types';

/**
 * A Restate cluster in its own namespace: the objects that the restate-operator would create for a RestateCluster
 * resource.
 *
 * @see https://github.com/restatedev/restate-operator#restatecluster
 * @see https://docs.restate.dev/deploy/server/kubernetes
 *
 * @example
 * new RestateCluster(chart, 'restate', {
 *   compute: { image: 'restatedev/restate:1.7', replicas: 3 },
 *   storage: { size: Size.gibibytes(64) },
 *   config: RestateConfig.raft(),
 *   autoProvision: true,
 * });
 */
export class RestateCluster extends Construct implements IRestateCluster {
  /**
   * A cluster that another app or the restate-operator created.
   *
   * @param name the name of the cluster, which is also the name of its namespace
   * @param options the DNS domain, and how the runtimes of this app get through the cluster's network policies
   */
  public static fromClusterName(
    name: string,
    options: RestateClusterReferenceOptions = {},
  ): IRestateCluster {
    return new ImportedCluster(name, options);
  }

  /** The name of the cluster. */
  public readonly name: string;

  /** The namespace of the cluster, which has its name. */
  public readonly namespace: string;

  /** The DNS domain of the Kubernetes cluster. */
  public readonly clusterDns: string;

  /** The URL of the ingress: `http://restate.<namespace>.svc.<dns>:8080`. */
  public readonly ingressUrl: string;

  /** The URL of the admin API: `http://restate.<namespace>.svc.<dns>:9070`. */
  public readonly adminUrl: string;

  /** The Namespace, unless `createNamespace` is false. */
  public readonly namespaceObject?: ApiObject;

  /** The StatefulSet of the nodes. */
  public readonly statefulSet: ApiObject;

  /** The Service by which clients reach any node. */
  public readonly service: ApiObject;

  /** The ServiceAccount of the nodes, unless `security.serviceAccountName` names another. */
  public readonly serviceAccount?: ApiObject;

  private readonly model: ClusterModel;
  private readonly network: ClusterNetwork;
  private readonly extensions: PodExtension[];

  /**
   * @param scope the chart
   * @param id the construct's id, and the cluster's name if `props.name` is not set
   * @param props the properties of the cluster. Invalid values are reported when the app is synthesized: all at once,
   * each with its field, the given value and a remedy
   */
  constructor(scope: Construct, id: string, props: RestateClusterProps) {
    super(scope, id);
    const faults = Faults.of(this);
    const typed = ofTypes(props, CLUSTER_TYPES, faults);
    this.model = clusterModel(id, typed, faults);
    checkCluster(this.model, faults);
    this.name = this.model.name;
    this.namespace = this.model.name;
    this.clusterDns = this.model.clusterDns;
    this.ingressUrl = clusterUrl(this.namespace, this.clusterDns, RESTATE_PORTS.ingress);
    this.adminUrl = clusterUrl(this.namespace, this.clusterDns, RESTATE_PORTS.admin);
    this.network = new ClusterNetwork(this.model, faults);
    admitScrapers(this.model, this.network, faults);
    this.extensions = [
      signingKeyExtension(this.model),
      trustedCaExtension(this.model),
      identityExtension(this.model),
      credentialsExtension(this.model),
    ];
    const mesh = typed.serviceMesh?._settings;
    if (mesh !== undefined) {
      this._extendPod(clusterMeshExtension(mesh, this.model.compute));
      this.network.addEgress(clusterMeshEgress(mesh));
    }
    faults.checkLate(() =>
      checkPodCollisions(this.model, this.extensions, this.podTemplate(), faults),
    );

    faults.checkLate(() => warnOfExposure(this.model, this.network, faults));

    const objects = clusterObjects(
      this,
      this.model,
      this.network,
      // Resolved when the manifests are written: until then other constructs add to the pods, as to the network.
      Lazy.any({ produce: () => this.podTemplate() }),
    );
    this.namespaceObject = objects.namespace;
    this.statefulSet = objects.statefulSet;
    this.service = objects.service;
    this.serviceAccount = objects.serviceAccount;
    this.node.defaultChild = this.statefulSet;
  }

  /**
   * Allows peers to connect to the ingress port, 8080.
   *
   * @param peers the pods or addresses that may connect
   */
  public allowIngressFrom(...peers: k8s.NetworkPolicyPeer[]): void {
    this.network.add('ingress', peers);
  }

  /**
   * Allows peers to connect to the admin port, 9070.
   *
   * @param peers the pods or addresses that may connect
   */
  public allowAdminFrom(...peers: k8s.NetworkPolicyPeer[]): void {
    this.network.add('admin', peers);
  }

  /**
   * Allows the runtimes of other apps to connect to the admin port, which makes whoever can create pods in these
   * namespaces an administrator of the cluster. The runtimes of this app are allowed without it.
   *
   * @param namespaces the namespaces of the runtimes, which are those of their services
   */
  public allowRuntimesFrom(...namespaces: string[]): void {
    const faults = Faults.of(this);
    namespaces.forEach((namespace) => checkDnsLabel(namespace, 'allowed namespaces', faults));
    this.network.add(
      'admin',
      namespaces.map((namespace) => runtimePeer(namespace)),
    );
  }

  /**
   * Allows peers to connect to the node port, 5122: the nodes' own traffic, `restatectl`, and metrics.
   *
   * @param peers the pods or addresses that may connect
   */
  public allowNodeFrom(...peers: k8s.NetworkPolicyPeer[]): void {
    this.network.add('node', peers);
  }

  /**
   * Allows the nodes to connect to further destinations.
   *
   * @param rules the destinations and ports
   */
  public allowEgressTo(...rules: k8s.NetworkPolicyEgressRule[]): void {
    this.network.addEgress(rules);
  }

  /**
   * Allows the nodes to call the pods of namespaces, as for Services that another app registers with the cluster. Pods
   * labelled `allow.restate.dev/<name>: "true"`, and Services that this app registers, are allowed without it.
   *
   * @param namespaces the namespaces of the pods. For Knative, that of its ingress
   */
  public allowServicesIn(...namespaces: string[]): void {
    const faults = Faults.of(this);
    for (const namespace of namespaces) {
      checkDnsLabel(namespace, 'allowed namespaces', faults);
      this.network.allowServicesIn(namespace);
    }
  }

  /** @internal */
  public _allowRuntime(peer: k8s.NetworkPolicyPeer): void {
    // With an operator, it registers the services, and is the only one to need access.
    if (this.model.security.allowOperatorAccessToAdmin && this.model.operator === undefined) {
      this.network.add('admin', [peer]);
    }
  }

  /** @internal */
  public _allowService(namespace: string, port?: number): void {
    this.network.allowServicesIn(namespace, port);
  }

  /** @internal */
  public _reaches(namespace: string): boolean {
    return this.network.reaches(namespace);
  }

  /**
   * Whether a rule of the user allows it to connect to ranges of addresses, or to anything.
   *
   * @internal
   */
  public get _hasEgressByAddress(): boolean {
    return this.network.hasEgressByAddress;
  }

  /**
   * Adds containers, volumes, variables and the like to the pods.
   *
   * @internal
   */
  public _extendPod(extension: PodExtension): void {
    this.extensions.push(extension);
  }

  /**
   * The props as plain values, for other constructs of this library.
   *
   * @internal
   */
  public get _model(): ClusterModel {
    return this.model;
  }

  private podTemplate(): { [field: string]: any } {
    return podTemplate(this.model, this.extensions);
  }
}
