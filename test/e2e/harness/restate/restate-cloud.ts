import { connect, createSecureServer } from 'node:http2';
import type {
  ClientHttp2Session,
  IncomingHttpHeaders,
  SecureServerOptions,
  ServerHttp2Stream,
} from 'node:http2';
import { createServer } from 'node:https';
import type { Server, ServerOptions } from 'node:https';
import type { Duplex } from 'node:stream';
import { adminProxy } from './admin-proxy';
import { makeCertificate } from '../machine/certificate';
import { nodeImage, serviceImage } from '../node/images';
import type { Image } from '../node/images';

const ADDRESS = '10.0.6.1';
/** Where the image has the certificate. */
const CA_FILE = '/cloud-ca.pem';

export interface RestateCloudOptions {
  /** With its prefix. */
  readonly environmentId: string;
  readonly region: string;
  /** What gives access to the environment. */
  readonly token: string;
  /** The admin API of the server that stands behind it. */
  readonly admin: string;
}

/**
 * Stands in for Restate Cloud before a real server: an admin API that asks for a token, and the end
 * of the tunnels that services/tunnel.mjs holds. Ports 9070 and 9080 are those of Restate Cloud; the
 * protocol between a tunnel and the cloud (port 9081) is the tests' own.
 */
export class RestateCloud {
  /** Names and addresses of its servers. */
  public readonly hosts: { readonly [name: string]: string };
  /** PEM file that it is trusted by. */
  public readonly caFile: string;
  /** The paths that the server has called through a tunnel. */
  public readonly calls: string[] = [];
  private readonly tunnels = new Map<string, ClientHttp2Session[]>();
  private readonly servers: Array<{ close(): unknown }>;
  private turn = 0;

  /** @param folder for its certificate */
  constructor(
    folder: string,
    private readonly options: RestateCloudOptions,
  ) {
    const { region, token, admin } = options;
    const names = [
      `${this.environment}.env.${region}.restate.cloud`,
      `tunnel.${region}.restate.cloud`,
    ];
    this.hosts = Object.fromEntries(names.map((name) => [name, ADDRESS]));
    const tls = makeCertificate(
      folder,
      names.map((name) => `DNS:${name}`),
    );
    this.caFile = tls.caFile;
    this.servers = [
      adminProxy({ tls, token, target: admin }).listen(9070, ADDRESS).unref(),
      this.callServer(tls).listen(9080, ADDRESS).unref(),
      this.tunnelServer(tls).listen(9081, ADDRESS).unref(),
    ];
  }

  /** Node, for which the cloud has a certificate like any other. */
  public nodeImage(): Image {
    return this.trusting(nodeImage());
  }

  /** One of the scripts in services/ that reach the cloud. */
  public serviceImage(script: string, env?: { [name: string]: string }): Image {
    return this.trusting(serviceImage(script, env));
  }

  public stop(): void {
    this.servers.forEach((server) => server.close());
    [...this.tunnels.values()].flat().forEach((session) => session.destroy());
  }

  private get environment(): string {
    return this.options.environmentId.replace(/^env_/, '');
  }

  private trusting(image: Image): Image {
    return {
      ...image,
      env: { ...image.env, NODE_EXTRA_CA_CERTS: CA_FILE },
      files: { ...image.files, [CA_FILE]: this.caFile },
    };
  }

  private mayPass(authorization: string | undefined): boolean {
    return authorization === `Bearer ${this.options.token}`;
  }

  /** Where a tunnel comes in. */
  private tunnelServer(tls: ServerOptions): Server {
    return createServer(tls).on('upgrade', ({ headers, url }, socket: Duplex) => {
      const [, environmentId, name] = url!.split('/');
      if (!this.mayPass(headers.authorization) || environmentId !== this.options.environmentId) {
        socket.end('HTTP/1.1 401 Unauthorized\r\ncontent-length: 0\r\n\r\n');
        return;
      }
      const answer =
        'HTTP/1.1 101 Switching Protocols\r\nconnection: Upgrade\r\nupgrade: tunnel\r\n\r\n';
      // Node.js ends at once where an HTTP/2 session takes over a socket in the middle of a write.
      socket.write(answer, () => this.openTunnel(name, socket));
    });
  }

  private openTunnel(name: string, socket: Duplex): void {
    const session = connect('http://tunnel', { createConnection: () => socket });
    const others = () => (this.tunnels.get(name) ?? []).filter((each) => each !== session);
    this.tunnels.set(name, [...others(), session]);
    session.on('error', () => {});
    session.on('close', () => this.tunnels.set(name, others()));
  }

  /** What a service's address at Restate Cloud leads to: /<environment>/<tunnel>/<scheme>/<host>/<port>/<path> */
  private callServer(tls: SecureServerOptions) {
    return createSecureServer(tls).on('stream', (stream, headers) => {
      const path = headers[':path']!;
      this.calls.push(path);
      const [, environment, name, ...target] = path.split('/');
      const sessions = environment === this.environment ? (this.tunnels.get(name) ?? []) : [];
      if (sessions.length === 0) {
        stream.respond({ ':status': 404 });
        stream.end(`no tunnel is at /${environment}/${name}`);
        return;
      }
      pass(stream, headers, sessions[this.turn++ % sessions.length], `/${target.join('/')}`);
    });
  }
}

function pass(
  stream: ServerHttp2Stream,
  { ':authority': _authority, ...headers }: IncomingHttpHeaders,
  session: ClientHttp2Session,
  path: string,
): void {
  const upstream = session.request({ ...headers, ':path': path });
  upstream.on('response', (answer) => stream.respond(answer));
  upstream.on('error', () => stream.destroy());
  stream.on('error', () => upstream.destroy()).on('close', () => upstream.destroy());
  stream.pipe(upstream).pipe(stream);
}
