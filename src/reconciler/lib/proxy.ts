/** The proxy that the pod's environment names for an admin API, as curl and Go read it. */
import { request } from 'node:http';
import { Agent } from 'node:https';
import type { AgentOptions } from 'node:https';
import { BlockList, isIP } from 'node:net';
import type { Socket } from 'node:net';
import { connect } from 'node:tls';
import type { ConnectionOptions } from 'node:tls';

type Environment = Readonly<Record<string, string | undefined>>;

const TUNNEL_DEADLINE_MS = 10_000;

/** HTTPS_PROXY or HTTP_PROXY, unless NO_PROXY names the host. */
export function proxyOf(url: URL, env: Environment = process.env): URL | undefined {
  const read = (name: string) => env[name] || env[name.toUpperCase()] || '';
  const proxy = read(`${url.protocol.slice(0, -1)}_proxy`);
  const host = url.hostname.replace(/^\[|\]$/g, '');
  if (!proxy || host === 'localhost' || /^(127\.|::1$)/.test(host)) return undefined;
  const port = url.port || (url.protocol === 'https:' ? '443' : '80');
  const isLeftOut = read('no_proxy')
    .split(/[\s,]+/)
    .some((entry) => entry !== '' && covers(entry.toLowerCase(), host, port));
  return isLeftOut ? undefined : new URL(/^\w+:\/\//.test(proxy) ? proxy : `http://${proxy}`);
}

/** An entry of NO_PROXY: a name with all names below it, an address, a range of addresses, or *; with a port or not. */
function covers(entry: string, host: string, port: string): boolean {
  if (entry === '*') return true;
  const [, address, bits] = /^([\da-f.:]+)\/(\d+)$/.exec(entry) ?? [];
  if (address && isIP(address) && isIP(address) === isIP(host)) {
    const family = isIP(host) === 4 ? 'ipv4' : 'ipv6';
    const range = new BlockList();
    range.addSubnet(address, Math.min(Number(bits), family === 'ipv4' ? 32 : 128), family);
    return range.check(host, family);
  }
  const [, name, only = port] = /^\*?\.?(\[[^\]]*\]|[^:]+|.*:.*:.*?)(?::(\d+))?$/.exec(entry) ?? [];
  if (name === undefined || only !== port) return false;
  return `.${host}`.endsWith(`.${name.replace(/^\[|\]$/g, '')}`);
}

/** What a proxy wants to know of who asks. */
export function proxyHeaders({ username, password }: URL): Record<string, string> {
  if (!username) return {};
  const credentials = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
  return { 'proxy-authorization': `Basic ${Buffer.from(credentials).toString('base64')}` };
}

/** Connections over TLS to servers behind a proxy, which sees nothing but their names. */
export class TunnelAgent extends Agent {
  constructor(
    private readonly proxy: URL,
    options: AgentOptions,
  ) {
    super(options);
  }

  createConnection(...[options, connected]: Parameters<Agent['createConnection']>): undefined {
    const { proxy } = this;
    const { host, port } = options as { host: string; port: number };
    const path = `${isIP(host) === 6 ? `[${host}]` : host}:${port}`;
    const tunnel = request(proxy, {
      method: 'CONNECT',
      path,
      headers: { host: path, ...proxyHeaders(proxy) },
      agent: false,
      timeout: TUNNEL_DEADLINE_MS,
    });

    const end = connected as (error: Error | null, socket?: Socket) => void;
    const fail = (why: string) => end(new Error(`the proxy ${proxy.host} ${why}`));
    tunnel.on('connect', ({ statusCode }, socket: Socket) => {
      if (statusCode === 200) {
        end(null, connect({ ...(options as ConnectionOptions), socket, path: undefined }));
      } else {
        socket.destroy();
        fail(`refuses ${path}: ${statusCode}`);
      }
    });
    tunnel.on('timeout', () => tunnel.destroy(new Error('does not answer')));
    tunnel.on('error', ({ message }) => fail(message));
    tunnel.end();
  }
}
