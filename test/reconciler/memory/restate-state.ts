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

export class RestateState {
  readonly deployments = new Map<string, StoredDeployment>();
  readonly services = new Map<string, { deploymentId: string; isPublic: boolean }>();
  invocations: Invocation[] = [];
  /** URI -> what answers there. */
  private readonly endpoints = new Map<string, Endpoint>();
  private ids = 0;

  /** Lets something answer at a URI. */
  serve(uri: string, endpoint: Endpoint): void {
    this.endpoints.set(uri, endpoint);
  }

  register(request: any): { known: boolean; deployment: StoredDeployment } {
    const uri: string = request.uri ?? request.arn;
    const known = [...this.deployments.values()].find((each) => each.uri === uri);
    if (known && !request.force) return { known: true, deployment: known };
    const endpoint = this.endpoints.get(uri);
    if (endpoint === undefined || endpoint.unreachable) {
      throw new AdminRefusal(500, 'META0003', `can't reach ${uri}`);
    }
    if (endpoint.refusal) throw new AdminRefusal(500, '', '', endpoint.refusal);
    if (endpoint.breaking && !request.breaking && !request.force) {
      throw new AdminRefusal(409, 'META0006', `a breaking change of ${endpoint.services.join()}`);
    }
    const deployment = known ?? { id: `dp_${++this.ids}`, uri, services: [], request };
    Object.assign(deployment, { services: endpoint.services, request });
    this.deployments.set(deployment.id, deployment);
    for (const service of endpoint.services) {
      const isPublic = this.services.get(service)?.isPublic ?? true;
      this.services.set(service, { deploymentId: deployment.id, isPublic });
    }
    return { known: false, deployment };
  }

  /** Whatever is active on it; services that it alone served go with it. */
  deregister(id: string): void {
    if (!this.deployments.delete(id)) throw new AdminRefusal(404, '', `no deployment ${id}`);
    for (const [service, { deploymentId }] of this.services) {
      if (deploymentId === id) this.services.delete(service);
    }
  }

  /** The id of the deployment with this URI; undefined when there is none. */
  idOf(uri: string): string | undefined {
    return [...this.deployments.values()].find((each) => each.uri === uri)?.id;
  }
}
