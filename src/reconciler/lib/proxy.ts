/** The proxy that the pod's environment names for an admin API, as curl and Go read it. */
import { request as plainRequest } from 'node:http';
import { Agent, request as tlsRequest } from 'node:https';
import type { AgentOptions } from 'node:https';
import { BlockList, isIP } from 'node:net';
import type { Socket } from 'node:net';
import { connect } from 'node:tls';
import type { ConnectionOptions } from 'node:tls';
import { keepSecret } from './secrets';

type Environment = Readonly<Record<string, string | undefined>>;

/** How it is asked; its name in messages has no credentials in it. */
export interface Proxy {
  readonly url: URL;
  /** Of the environment. */
  readonly variable: string;
}

const TUNNEL_DEADLINE_MS = 10_000;

/**
 * HTTPS_PROXY or HTTP_PROXY, unless NO_PROXY names the host; in lower case first.
 *
 * @throws Error when the variable is no URL of a proxy
 */
export function proxyOf(url: URL, env: Environment = process.env): Proxy | undefined {
  const [variable] = named(`${url.protocol.slice(0, -1)}_proxy`, env);
  const host = withoutDot(withoutBrackets(url.hostname));
  if (!variable || host === 'localhost' || /^(127\.|::1$)/.test(host)) return undefined;
  const port = url.port || (url.protocol === 'https:' ? '443' : '80');
  const [noProxy] = named('no_proxy', env);
  const isLeftOut = (env[noProxy] ?? '')
    .split(/[\s,]+/)
    .some((entry) => entry !== '' && covers(withoutDot(entry.toLowerCase()), host, port));
  return isLeftOut ? undefined : { url: readProxy(env[variable]!, variable), variable };
}

/** The variables of a name that have a value. */
function named(name: string, env: Environment): string[] {
  return [name, name.toUpperCase()].filter((each) => env[each]);
}

/** The value is never told, as it may have a password in it. */
function readProxy(text: string, variable: string): URL {
  const whole = /^[a-z][\w+.-]*:\/\//i.test(text) ? text : `http://${text}`;
  const url = URL.canParse(whole) ? new URL(whole) : undefined;
  const isProxy =
    url && /^https?:$/.test(url.protocol) && url.pathname + url.search + url.hash === '/';
  if (!isProxy || !credentialsOf(url)) {
    throw new Error(
      `${variable} of this pod is not the URL of a proxy: write http://HOST:PORT or https://HOST:PORT, after ` +
        '"//" USER:PASSWORD@ if it wants them, with what is neither letter nor digit as %XX',
    );
  }
  return url;
}

/** Undefined where they can't be decoded. */
function credentialsOf({ username, password }: URL): string | undefined {
  try {
    return `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
  } catch {
    return undefined;
  }
}

/** A name that is complete ends in a dot, or in none. */
function withoutDot(name: string): string {
  return name.replace(/\.$/, '');
}

/** The IPv6 address in the host of a URL; any other host as it is. */
function withoutBrackets(host: string): string {
  return host.replace(/^\[|\]$/g, '');
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
  return `.${host}`.endsWith(`.${withoutBrackets(name)}`);
}

/** Of what is asked through it. */
export function throughProxy({ url, variable }: Proxy): string {
  return `through the proxy ${url.host} (${variable}; what NO_PROXY names is asked directly)`;
}

/** What a proxy wants to know of who asks. */
export function proxyHeaders({ url, variable }: Proxy): Record<string, string> {
  if (!url.username) return {};
  const credentials = credentialsOf(url)!;
  const encoded = Buffer.from(credentials).toString('base64');
  // It may repeat them in an answer.
  keepSecret(`${variable} as a header`, encoded);
  keepSecret(`${variable} as a password`, credentials.slice(credentials.indexOf(':') + 1));
  return { 'proxy-authorization': `Basic ${encoded}` };
}

/** The proxy's own name for TLS: what Node.js takes for it otherwise is the host that the request is for. */
export function proxyServerName({ url }: Proxy): { readonly servername: string } {
  const host = withoutBrackets(url.hostname);
  return { servername: isIP(host) ? '' : host };
}

/** Connections over TLS to servers behind a proxy, which sees nothing but their names. */
export class TunnelAgent extends Agent {
  constructor(
    private readonly proxy: Proxy,
    options: AgentOptions,
  ) {
    super(options);
  }

  createConnection(...[options, connected]: Parameters<Agent['createConnection']>): undefined {
    const { proxy } = this;
    const { host, port } = options as { host: string; port: number };
    const path = `${isIP(host) === 6 ? `[${host}]` : host}:${port}`;
    const ask = proxy.url.protocol === 'https:' ? tlsRequest : plainRequest;
    const tunnel = ask(proxy.url, {
      method: 'CONNECT',
      path,
      headers: { host: path, ...proxyHeaders(proxy) },
      agent: false,
      timeout: TUNNEL_DEADLINE_MS,
      ...proxyServerName(proxy),
    });

    const end = connected as (error: Error | null, socket?: Socket) => void;
    const fail = (why: string) => end(new Error(`the proxy ${why}`));
    tunnel.on('connect', ({ statusCode = 0 }, socket: Socket) => {
      if (statusCode >= 200 && statusCode < 300) {
        end(null, connect({ ...(options as ConnectionOptions), socket, path: undefined }));
      } else {
        socket.destroy();
        const remedy = statusCode === 407 ? `: write USER:PASSWORD@ into ${proxy.variable}` : '';
        fail(`refuses ${path} with status ${statusCode}${remedy}`);
      }
    });
    tunnel.on('timeout', () => tunnel.destroy(new Error('does not answer')));
    tunnel.on('error', ({ message }) => fail(message));
    tunnel.end();
  }
}
