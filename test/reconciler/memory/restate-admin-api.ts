/** The admin API of a Restate server, as far as the runtime asks it. */
import type { Api, ApiRequest, Reply } from './api';
import { overviewRows } from './restate-overview';
import { AdminRefusal, RestateState } from './restate-state';
import type { StoredDeployment } from './restate-state';

export class RestateAdminApi implements Api {
  /** When it is set, requests need it as their bearer token. */
  token?: string;

  constructor(readonly state = new RestateState()) {}

  nameOf(method: string, path: string): string {
    return `${method} ${path}`;
  }

  handle(request: ApiRequest): Reply {
    try {
      if (this.token !== undefined && request.headers.authorization !== `Bearer ${this.token}`) {
        throw new AdminRefusal(401, '', 'unauthorized');
      }
      return this.reply(request);
    } catch (error) {
      if (!(error instanceof AdminRefusal)) throw error;
      const { status, code, message, body = { restate_code: code, message } } = error;
      return { status, body };
    }
  }

  private reply(request: ApiRequest): Reply {
    const [, resource, id] = request.path.split('/').map(decodeURIComponent);
    switch (`${request.method} /${resource}${id === undefined ? '' : '/ID'}`) {
      case 'POST /query':
        return { status: 200, body: { rows: overviewRows(this.state, request.body.query) } };
      case 'POST /deployments':
        return this.register(request.body);
      case 'GET /deployments/ID':
        return { status: 200, body: shown(this.deployment(id)) };
      case 'DELETE /deployments/ID':
        if (request.query.get('force') !== 'true') throw new AdminRefusal(501, '', 'not supported');
        this.state.deregister(id);
        return { status: 202 };
      case 'GET /services': {
        const services = [...this.state.services.keys()].map((name) => this.service(name));
        return { status: 200, body: { services } };
      }
      case 'GET /services/ID':
        return { status: 200, body: this.service(id) };
      case 'PATCH /services/ID':
        this.service(id);
        this.state.services.get(id)!.isPublic = request.body.public;
        return { status: 200, body: this.service(id) };
      default:
        throw new AdminRefusal(404, '', `no ${request.name}`);
    }
  }

  private register(body: any): Reply {
    const { known, deployment } = this.state.register(body);
    return { status: known ? 200 : 201, body: shown(deployment) };
  }

  private deployment(id: string): StoredDeployment {
    const deployment = this.state.deployments.get(id);
    if (deployment === undefined) throw new AdminRefusal(404, '', `no deployment ${id}`);
    return deployment;
  }

  private service(name: string) {
    const service = this.state.services.get(name);
    if (service === undefined) throw new AdminRefusal(404, '', `no service ${name}`);
    return { name, deployment_id: service.deploymentId, public: service.isPublic };
  }
}

function shown({ id, services }: StoredDeployment) {
  return { id, services: services.map((name) => ({ name })) };
}
