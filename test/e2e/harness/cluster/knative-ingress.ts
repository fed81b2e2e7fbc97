import { connect, constants, createServer } from 'node:http2';
import type {
  ClientHttp2Session,
  Http2Server,
  IncomingHttpHeaders,
  ServerHttp2Stream,
} from 'node:http2';
import type { Cluster } from './cluster';
import { Informer } from './informer';
import type { KubeClient, KubeObject } from './kube-client';
import { createOutsidePod, deleteOutsidePods } from '../node/outside-pod';

/** Of a pod: see machine.sh. */
const ADDRESS = '10.244.255.80';
/** Of Kourier, as network policies of users name it. */
const NAMESPACE = 'kourier-system';
const INGRESSES = '/apis/networking.internal.knative.dev/v1alpha1/ingresses';
/** They are about one connection, and HTTP/2 has none of them. */
const HOP_BY_HOP = ['connection', 'keep-alive', 'transfer-encoding', 'upgrade', 'http2-settings'];

/** Stands in for Knative's ingress layer: marks its Ingresses ready and passes HTTP/2 requests on to their Services. */
export class KnativeIngress {
  public static async start(cluster: Cluster, node: string): Promise<KnativeIngress> {
    await cluster.createNamespace(NAMESPACE);
    await createOutsidePod(cluster, {
      namespace: NAMESPACE,
      name: 'kourier-gateway',
      labels: { app: '3scale-kourier-gateway' },
      addresses: [ADDRESS],
      node,
    });
    return new KnativeIngress(cluster);
  }

  private readonly client: KubeClient;
  private readonly server: Http2Server = createServer();
  private readonly sessions = new Map<string, ClientHttp2Session>();
  private readonly ingresses: Informer;

  private constructor(private readonly cluster: Cluster) {
    const { client } = cluster;
    this.client = client;
    this.ingresses = new Informer(client, INGRESSES, (ingress, deleted) => {
      if (!deleted) void this.markReady(ingress);
    });
    this.server.on('stream', (stream, headers) => {
      this.forward(stream, headers).catch(() => stream.close(constants.NGHTTP2_INTERNAL_ERROR));
    });
    this.server.on('session', (session) => session.on('error', () => {}));
    this.server.listen(80, ADDRESS).unref();
  }

  public async stop(): Promise<void> {
    await this.ingresses.stop();
    this.sessions.forEach((session) => session.destroy());
    this.server.close();
    await deleteOutsidePods(this.cluster, NAMESPACE);
    await this.cluster.deleteNamespace(NAMESPACE);
  }

  private async markReady({ metadata, status }: KubeObject): Promise<void> {
    if (status?.observedGeneration === metadata.generation) return;
    const lastTransitionTime = new Date().toISOString().replace(/\.\d+/, '');
    const conditions = ['LoadBalancerReady', 'NetworkConfigured', 'Ready'].map((type) => ({
      type,
      status: 'True',
      lastTransitionTime,
    }));
    const balancer = { ingress: [{ ip: ADDRESS }] };
    const path = INGRESSES.replace(/ingresses$/, `namespaces/${metadata.namespace}/ingresses`);
    const ready = {
      observedGeneration: metadata.generation,
      conditions,
      publicLoadBalancer: balancer,
      privateLoadBalancer: balancer,
    };
    await this.client
      .patch(`${path}/${metadata.name}/status`, { status: ready })
      // Changed or gone in the meantime: the informer tells.
      .catch(() => {});
  }

  private async forward(stream: ServerHttp2Stream, headers: IncomingHttpHeaders): Promise<void> {
    stream.on('error', () => {});
    const backend = this.backendOf(headers[':authority'] ?? '');
    if (!backend) {
      stream.respond({ ':status': 404 }, { endStream: true });
      return;
    }
    const { serviceName, serviceNamespace, servicePort, appendHeaders } = backend;
    const path = `/api/v1/namespaces/${serviceNamespace}/services/${serviceName}`;
    const service = await this.client.get(path);
    const session = this.session(`http://${service.spec.clusterIP}:${servicePort}`);
    const sent = { ...headers, ...lowerCase(appendHeaders) };
    HOP_BY_HOP.forEach((name) => delete sent[name]);
    const upstream = session.request(sent, { endStream: false });
    stream.pipe(upstream);
    upstream.on('response', (received) => {
      if (!stream.destroyed) stream.respond(received);
      upstream.pipe(stream);
    });
    upstream.on('error', () => stream.close(constants.NGHTTP2_INTERNAL_ERROR));
    stream.on('aborted', () => upstream.close(constants.NGHTTP2_CANCEL));
  }

  /** Where the rules of the Ingresses send requests for a host. */
  private backendOf(authority: string): any {
    const host = authority.replace(/:\d+$/, '');
    const rules = [...this.ingresses.objects.values()].flatMap(({ spec }) => spec.rules);
    const paths = rules.find(({ hosts }) => hosts.includes(host))?.http.paths;
    return paths?.[0].splits.find(({ percent }: any) => percent > 0);
  }

  private session(origin: string): ClientHttp2Session {
    const known = this.sessions.get(origin);
    if (known && !known.closed && !known.destroyed) return known;
    const session = connect(origin);
    session.on('error', () => session.destroy());
    session.unref();
    this.sessions.set(origin, session);
    return session;
  }
}

function lowerCase(headers: { [name: string]: string } = {}): { [name: string]: string } {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]),
  );
}
