import { request } from 'node:http';
import { createServer } from 'node:https';
import type { Server } from 'node:https';
import type { Certificate } from '../machine/certificate';

export interface AdminProxyOptions {
  readonly tls: Certificate;
  readonly token: string;
  /** The admin API of a real server. */
  readonly target: string;
  /** A path in front of the API's own, such as `/admin`. */
  readonly path?: string;
}

/** TLS in front of a real admin API, and a question for the token. */
export function adminProxy({ tls, token, target, path = '' }: AdminProxyOptions): Server {
  return createServer(tls, (incoming, outgoing) => {
    const { method, headers, url = '' } = incoming;
    const refuse = (status: number, message: string) => {
      outgoing.writeHead(status, { 'content-type': 'application/json' });
      outgoing.end(JSON.stringify({ message }));
    };
    if (headers.authorization !== `Bearer ${token}`) {
      refuse(401, 'the token is not valid for this environment');
      return;
    }
    if (!url.startsWith(`${path}/`)) {
      refuse(404, `nothing is at ${url}`);
      return;
    }
    const own = new URL(url.slice(path.length), target);
    const passed = request(own, { method, headers }, (response) => {
      outgoing.writeHead(response.statusCode!, response.headers);
      response.pipe(outgoing);
    });
    passed.on('error', () => outgoing.destroy());
    incoming.pipe(passed);
  });
}
