/** The admin API of a Restate server, as far as the runtime asks it. */
import type { Api, ApiRequest, Reply } from './api';
import { RestateKafka } from './restate-kafka';
import { overviewRows } from './restate-overview';
import { AdminRefusal, RestateState } from './restate-state';
import type { StoredDeployment } from './restate-state';

export class RestateAdminApi implements Api {
  /** When it is set, requests need it as their bearer token. */
  token?: string;
  readonly kafka = new RestateKafka((sink) =>
    this.state.services.has(sink.replace(/^service:\/\//, '').split('/')[0]),
  );

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
        return this.ofKafka(request, resource, id);
    }
  }

  private ofKafka({ method, body, name }: ApiRequest, resource: string, id?: string): Reply {
    const { kafka } = this;
    const has = resource === 'subscriptions' || kafka.configured === undefined;
    switch (has && `${method} /${resource}${id === undefined ? '' : '/ID'}`) {
      case 'GET /kafka-clusters': {
        const clusters = [...kafka.clusters.keys()].map((each) => kafka.cluster(each));
        return { status: 200, body: { clusters } };
      }
      case 'POST /kafka-clusters':
        return { status: 201, body: kafka.createCluster(body.name, body.properties) };
      case 'GET /kafka-clusters/ID':
        return { status: 200, body: { ...kafka.cluster(id!), subscriptions: [] } };
      case 'PATCH /kafka-clusters/ID':
        return { status: 200, body: kafka.updateCluster(id!, body.properties) };
      case 'DELETE /kafka-clusters/ID':
        kafka.deleteCluster(id!);
        return { status: 202 };
      case 'GET /subscriptions': {
        const all = [...kafka.subscriptions.keys()].map((each) => kafka.subscription(each));
        return { status: 200, body: { subscriptions: all } };
      }
      case 'POST /subscriptions':
        return { status: 201, body: kafka.subscribe(body.source, body.sink, body.options) };
      case 'GET /subscriptions/ID':
        return { status: 200, body: kafka.subscription(id!) };
      case 'DELETE /subscriptions/ID':
        kafka.unsubscribe(id!);
        return { status: 202 };
      default:
        throw new AdminRefusal(404, '', `no ${name}`);
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
