import { Lazy } from 'cdk8s';
import type { ApiObject } from 'cdk8s';
import type { k8s } from 'cdk8s-plus-28';
import { Construct } from 'constructs';
import { checkCluster } from './checks';
import { clusterUrl } from './cluster-reference';
import type { IRestateCluster } from './cluster-reference';
import { credentialsExtension, identityExtension } from './identity/cloud-identity';
import { signingKeyExtension } from './identity/signing-key-volume';
import { ForeignCluster } from './imported-cluster';
import { clusterModel } from './model';
import type { ClusterModel } from './model';
import { ClusterNetwork } from './network/network';
import { RESTATE_PORTS } from './network/services';
import { clusterObjects } from './objects';
import type { ClusterObjects } from './objects';
import { checkPodCollisions } from './pod/collisions';
import type { PodExtension } from './pod/extension';
import { clusterMeshEgress, clusterMeshExtension } from './pod/mesh';
import { podTemplate } from './pod/template';
import { trustedCaExtension } from './pod/trusted-ca';
import type { RestateClusterProps } from './props';
import { Faults } from '../core/faults';

/**
 * A Restate cluster in a namespace of its own: the objects that the restate-operator would make for a
 * RestateCluster resource.
 *
 * @see https://github.com/restatedev/restate-operator#restatecluster
 * @see https://docs.restate.dev/deploy/server/kubernetes
 */
export class RestateCluster extends Construct implements IRestateCluster {
  /**
   * A cluster that lives elsewhere: made by another app, or by the operator.
   *
   * @param name the name of the cluster, which is also the name of its namespace
   * @param clusterDns the DNS domain of the Kubernetes cluster
   */
  public static fromClusterName(
    name: string,
    clusterDns: string = 'cluster.local',
  ): IRestateCluster {
    return new ForeignCluster(name, clusterDns);
  }

  /** The name of the cluster, which is also the name of its namespace. */
  public readonly name: string;

  /** The DNS domain of the Kubernetes cluster. */
  public readonly clusterDns: string;

  /** Where clients send requests to: `http://restate.<namespace>.svc.<dns>:8080`. */
  public readonly ingressUrl: string;

  /** Where the admin API is: `http://restate.<namespace>.svc.<dns>:9070`. */
  public readonly adminUrl: string;

  /** The Namespace. */
  public readonly namespaceObject: ApiObject;

  /** The StatefulSet of the nodes. */
  public readonly statefulSet: ApiObject;

  /** The Service that clients reach any node by. */
  public readonly service: ApiObject;

  /** The ServiceAccount of the nodes. */
  public readonly serviceAccount: ApiObject;

  private readonly model: ClusterModel;
  private readonly network: ClusterNetwork;
  private readonly extensions: PodExtension[];

  /**
   * @param scope the chart
   * @param id the construct's id, and the cluster's name if `props.name` is left out
   * @param props what the cluster is made of
   * @throws when the app is synthesized: every fault of the props at once, each with its field, what was given and
   * what to write instead
   */
  constructor(scope: Construct, id: string, props: RestateClusterProps) {
    super(scope, id);
    const faults = Faults.of(this);
    this.model = clusterModel(id, props, faults);
    checkCluster(this.model, faults);
    this.name = this.model.name;
    this.clusterDns = this.model.clusterDns;
    this.ingressUrl = clusterUrl(this.name, this.clusterDns, RESTATE_PORTS.ingress);
    this.adminUrl = clusterUrl(this.name, this.clusterDns, RESTATE_PORTS.admin);
    this.network = new ClusterNetwork(this.model);
    this.extensions = [
      signingKeyExtension(this.model),
      trustedCaExtension(this.model),
      identityExtension(this.model),
      credentialsExtension(this.model),
    ];
    const mesh = props.serviceMesh?._settings;
    if (mesh !== undefined) {
      this._extendPod(clusterMeshExtension(mesh, this.model.compute));
      this.network.addEgress(clusterMeshEgress(mesh), faults);
    }
    faults.checkLate(() =>
      checkPodCollisions(this.model, this.extensions, this.podTemplate(), faults),
    );

    const objects: ClusterObjects = clusterObjects(
      this,
      this.model,
      // Resolved when the manifests are written: other constructs add to both until then.
      Lazy.any({ produce: () => this.podTemplate() }),
      () => this.network.peers(),
    );
    this.namespaceObject = objects.namespace;
    this.statefulSet = objects.statefulSet;
    this.service = objects.service;
    this.serviceAccount = objects.serviceAccount;
  }

  /**
   * Lets peers through to the ingress port, 8080.
   *
   * @param peers the pods or addresses that may connect
   */
  public allowIngressFrom(...peers: k8s.NetworkPolicyPeer[]): void {
    this.network.add('ingress', peers, Faults.of(this));
  }

  /**
   * Lets peers through to the admin port, 9070.
   *
   * @param peers the pods or addresses that may connect
   */
  public allowAdminFrom(...peers: k8s.NetworkPolicyPeer[]): void {
    this.network.add('admin', peers, Faults.of(this));
  }

  /**
   * Lets peers through to the node port, 5122, which also serves metrics.
   *
   * @param peers the pods or addresses that may connect
   */
  public allowMetricsFrom(...peers: k8s.NetworkPolicyPeer[]): void {
    this.network.add('node', peers, Faults.of(this));
  }

  /**
   * Lets the nodes connect to more destinations.
   *
   * @param rules the destinations and ports
   */
  public allowEgressTo(...rules: k8s.NetworkPolicyEgressRule[]): void {
    this.network.addEgress(rules, Faults.of(this));
  }

  /** @internal */
  public _allowRuntime(peer: k8s.NetworkPolicyPeer): void {
    const admitsOnlyOperator = this.model.operator !== undefined;
    if (this.model.security.allowOperatorAccessToAdmin && !admitsOnlyOperator) {
      this.network.add('admin', [peer], Faults.of(this));
    }
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
   * What the props came to, for parts that depend on it.
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
