// Stands in for the tunnel of Restate Cloud: it goes to the cloud itself, proves who it is with its token, and from
// then on takes calls over that connection. See harness/restate-cloud.ts for the other end.
import { readFileSync } from 'node:fs';
import http2 from 'node:http2';
import https from 'node:https';
import { setTimeout as sleep } from 'node:timers/promises';

/** Keeps a tunnel open; `connected` is called with whether it is. */
export async function holdTunnel({ environmentId, region, name, tokenFile }, connected = () => {}) {
  for (;;) {
    try {
      const socket = await connect({ environmentId, region, name, tokenFile });
      connected(true);
      await serve(socket);
    } catch (error) {
      console.log(`the tunnel ${name}: ${error.message}`);
    }
    connected(false);
    await sleep(500);
  }
}

function connect({ environmentId, region, name, tokenFile }) {
  return new Promise((resolve, reject) => {
    https
      .get(`https://tunnel.${region}.restate.cloud:9081/${environmentId}/${name}`, {
        headers: {
          connection: 'Upgrade',
          upgrade: 'tunnel',
          authorization: `Bearer ${readFileSync(tokenFile, 'utf8').trim()}`,
        },
      })
      .on('upgrade', (_response, socket) => resolve(socket))
      .on('response', ({ statusCode }) => reject(new Error(`the cloud answers ${statusCode}`)))
      .on('error', reject);
  });
}

/** The calls come as HTTP/2 over the connection that was made to the cloud. */
function serve(socket) {
  const calls = http2.performServerHandshake(socket);
  calls.on('error', () => {});
  calls.on('stream', (stream, headers) => {
    // /http/<host>/<port>/<path>
    const [, scheme, host, port, ...path] = headers[':path'].split('/');
    const target = host === 'in-process' ? 'localhost' : host;
    const session = http2.connect(`${scheme}://${target}:${port}`);
    const { ':authority': _authority, ...passed } = headers;
    const upstream = session.request({ ...passed, ':path': `/${path.join('/')}` });
    upstream.on('response', (answer) => stream.respond(answer));
    stream.pipe(upstream).pipe(stream);
    const end = () => session.destroy();
    session.on('error', () => stream.close(http2.constants.NGHTTP2_REFUSED_STREAM));
    upstream.on('error', () => stream.close(http2.constants.NGHTTP2_INTERNAL_ERROR));
    stream.on('error', end).on('close', end);
  });
  return new Promise((resolve) => calls.on('close', resolve));
}
