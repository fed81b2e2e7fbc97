/** What one Restate server knows: deployments, which of them is the latest of each service, and invocations. */

export interface Endpoint {
  /** Names of the services that a discovery finds there. */
  services: readonly string[];
  /** The server can't call it. */
  unreachable?: boolean;
  /** What it has is a breaking change of what the server knows. */
  breaking?: boolean;
  /** The server can call it, and answers so: with what the endpoint has said to it. */
  refusal?: object;
}

export interface StoredDeployment {
  readonly id: string;
  readonly uri: string;
  services: readonly string[];
  /** As it was registered last. */
  request: any;
}

export interface Invocation {
  readonly service: string;
  readonly status: string;
  /** Id of the deployment that it has to go on with. */
  readonly pinned?: string;
  /** Id of the deployment that an attempt runs on which has told the server nothing yet. */
  readonly inFlight?: string;
}

export class AdminRefusal extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
    /** In place of the usual answer. */
    readonly body?: object,
  ) {
    super(message);
  }
}

/** What one deployment offers of a service. */
export interface Revision {
  readonly deploymentId: string;
  readonly revision: number;
  /** Whether the ingress admits calls, as long as it is the latest. */
  isPublic: boolean;
}

export class RestateState {
  readonly deployments = new Map<string, StoredDeployment>();
  /** The latest revision of each service. */
  readonly services = new Map<string, Revision>();
  /** All that are registered, the latest last. */
  private readonly revisions = new Map<string, Revision[]>();
  invocations: Invocation[] = [];
  /** URI -> what answers there. */
  private readonly endpoints = new Map<string, Endpoint>();
  private ids = 0;

  /**
   * @param prefix of its ids, which no two servers share
   * @param release whose answers it gives: 1.5 takes what has no `force` for a conflict, and allows a breaking change by force only
   */
  constructor(
    private readonly prefix = 'dp_',
    readonly release: '1.5' | 'newer' = 'newer',
  ) {}

  /** Lets something answer at a URI. */
  serve(uri: string, endpoint: Endpoint): void {
    this.endpoints.set(uri, endpoint);
  }

  register(request: any): { known: boolean; deployment: StoredDeployment } {
    const uri: string = request.uri ?? request.arn;
    const known = [...this.deployments.values()].find((each) => each.uri === uri);
    const isOld = this.release === '1.5';
    if (known && !request.force) {
      if (isOld) throw new AdminRefusal(409, '', `${uri} is registered`);
      return { known: true, deployment: known };
    }
    const endpoint = this.endpoints.get(uri);
    if (endpoint === undefined || endpoint.unreachable) {
      throw new AdminRefusal(500, 'META0003', `can't reach ${uri}`);
    }
    if (endpoint.refusal) throw new AdminRefusal(500, '', '', endpoint.refusal);
    if (endpoint.breaking && !request.force && (isOld || !request.breaking)) {
      throw new AdminRefusal(409, 'META0006', `a breaking change of ${endpoint.services.join()}`);
    }
    const deployment = known ?? { id: `${this.prefix}${++this.ids}`, uri, services: [], request };
    Object.assign(deployment, { services: endpoint.services, request });
    this.deployments.set(deployment.id, deployment);
    const latest = new Map(this.services);
    this.withdraw(deployment.id);
    for (const service of endpoint.services) {
      const { revision = 0 } = latest.get(service) ?? {};
      // Also where the one before was private.
      const next = { deploymentId: deployment.id, revision: revision + 1, isPublic: true };
      this.revisions.set(service, [...(this.revisions.get(service) ?? []), next]);
      this.services.set(service, next);
    }
    return { known: !!known && !isOld, deployment };
  }

  /** Whatever is active on it. The revision before becomes the latest; services that it alone served go with it. */
  deregister(id: string): void {
    if (!this.deployments.delete(id)) throw new AdminRefusal(404, '', `no deployment ${id}`);
    this.withdraw(id);
  }

  private withdraw(id: string): void {
    for (const [service, revisions] of this.revisions) {
      const left = revisions.filter(({ deploymentId }) => deploymentId !== id);
      this.revisions.set(service, left);
      const latest = left.at(-1);
      if (latest) this.services.set(service, latest);
      else this.services.delete(service);
    }
  }

  /** The id of the deployment with this URI; undefined when there is none. */
  idOf(uri: string): string | undefined {
    return [...this.deployments.values()].find((each) => each.uri === uri)?.id;
  }
}
