import { createServer, connect } from 'node:net';
import type { Server, Socket } from 'node:net';
import { Informer } from '../cluster/informer';
import type { KubeClient, KubeObject } from '../cluster/kube-client';

/** Where traffic for a port of a Service goes. */
export interface Target {
  readonly address: string;
  readonly port: number;
}

/**
 * Stands in for kube-proxy: listens on each Service's cluster IP and passes a connection on to one
 * of its ready pods. A connection stays where it went, as in a real cluster, so that HTTP/2 is not
 * balanced by request. Without a ready pod nothing listens, and connections are refused.
 */
export class ServiceNetwork {
  private readonly servers = new Map<string, Server>();
  private readonly sockets = new Set<Socket>();
  private readonly informers: Informer[];
  private turn = 0;
  private stopped = false;

  constructor(client: KubeClient) {
    const update = () => this.update();
    this.informers = [
      new Informer(client, '/api/v1/services', update),
      new Informer(client, '/apis/discovery.k8s.io/v1/endpointslices', update),
    ];
  }

  public get services(): KubeObject[] {
    return [...this.informers[0].objects.values()];
  }

  /** The ready endpoints of a Service, as the endpoint slice controller made them. */
  public readyEndpoints(
    service: KubeObject,
  ): { address: string; hostname?: string; slice: KubeObject }[] {
    const { name, namespace } = service.metadata;
    return [...this.informers[1].objects.values()]
      .filter(
        ({ metadata }) =>
          metadata.namespace === namespace &&
          metadata.labels?.['kubernetes.io/service-name'] === name,
      )
      .flatMap((slice) =>
        (slice.endpoints ?? [])
          .filter((endpoint: any) => endpoint.conditions?.ready !== false)
          .map((endpoint: any) => ({
            address: endpoint.addresses[0],
            hostname: endpoint.hostname,
            slice,
          })),
      );
  }

  public async stop(): Promise<void> {
    this.stopped = true;
    await Promise.all(this.informers.map((informer) => informer.stop()));
    this.servers.forEach((server) => server.close());
    this.sockets.forEach((socket) => socket.destroy());
  }

  private update(): void {
    if (this.stopped) return;
    const wanted = new Set<string>();
    for (const service of this.services) {
      const { clusterIP, ports = [] } = service.spec;
      if (!clusterIP || clusterIP === 'None') continue;
      for (const port of ports) {
        if (this.targets(service, port).length > 0) {
          wanted.add(`${clusterIP}:${port.port}`);
        }
      }
    }
    for (const [address, server] of this.servers) {
      if (!wanted.has(address)) {
        server.close();
        this.servers.delete(address);
      }
    }
    for (const address of wanted) {
      if (!this.servers.has(address)) {
        this.servers.set(address, this.listen(address));
      }
    }
  }

  private listen(address: string): Server {
    const [host, port] = address.split(':');
    const server = createServer({ allowHalfOpen: true }, (socket) =>
      this.forward(socket, host, Number(port)),
    );
    // The address may not be free yet if nothing was ready a moment ago.
    server.on('error', () => {
      this.servers.delete(address);
      setTimeout(() => this.update(), 100).unref();
    });
    return server.listen(Number(port), host).unref();
  }

  private forward(socket: Socket, host: string, port: number): void {
    const service = this.services.find(({ spec }) => spec.clusterIP === host);
    const servicePort = service?.spec.ports.find((candidate: any) => candidate.port === port);
    const targets = service && servicePort ? this.targets(service, servicePort) : [];
    const target = targets[this.turn++ % targets.length];
    if (!target) {
      reset(socket);
      return;
    }
    const upstream = connect({ host: target.address, port: target.port, allowHalfOpen: true });
    for (const [one, other] of [
      [socket, upstream],
      [upstream, socket],
    ]) {
      this.sockets.add(one);
      one.setNoDelay(true);
      one.on('error', () => reset(other));
      one.on('close', () => {
        this.sockets.delete(one);
        other.destroy();
      });
      one.pipe(other);
    }
  }

  private targets(service: KubeObject, servicePort: { name?: string }): Target[] {
    return this.readyEndpoints(service).flatMap(({ address, slice }) =>
      (slice.ports ?? [])
        .filter((port: any) => (port.name || '') === (servicePort.name ?? ''))
        .map((port: any) => ({ address, port: port.port })),
    );
  }
}

/** Node never lets go of a socket that is reset while its end is being sent, and then does not end itself. */
function reset(socket: Socket): void {
  if (socket.writableEnded) {
    socket.destroy();
  } else {
    socket.resetAndDestroy();
  }
}
