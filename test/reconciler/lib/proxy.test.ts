import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { Server } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { connect } from 'node:net';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { AdminClient } from '../../../src/reconciler/admin/client';
import type { KubernetesClient } from '../../../src/reconciler/kubernetes/client';
import { HttpConnections } from '../../../src/reconciler/lib/http';
import { proxyOf } from '../../../src/reconciler/lib/proxy';
import { AdminPool } from '../../../src/reconciler/loop/admin-pool';
import { makeCertificate } from '../../e2e/harness/machine/certificate';

const PROJECT = resolve(__dirname, '../../..');
const run = promisify(execFile);
const folder = mkdtempSync(join(tmpdir(), 'proxy-'));
afterAll(() => rmSync(folder, { recursive: true }));

describe('the proxy of a URL', () => {
  const env = { HTTP_PROXY: 'http://plain:3128', HTTPS_PROXY: 'http://tls:3128' };
  const of = (url: string, more: Record<string, string> = {}) =>
    proxyOf(new URL(url), { ...env, ...more })?.url.host;

  test('is that of its protocol', () => {
    expect(of('http://a.example')).toBe('plain:3128');
    expect(of('https://a.example')).toBe('tls:3128');
    expect(proxyOf(new URL('https://a.example'), { HTTP_PROXY: 'http://plain:1' })).toBeUndefined();
  });

  test('is read in lower case first, and without a protocol too', () => {
    expect(of('http://a.example', { http_proxy: 'lower:8080' })).toBe('lower:8080');
    expect(of('http://a.example', { http_proxy: '' })).toBe('plain:3128');
    expect(of('http://a.example', { no_proxy: 'b', NO_PROXY: 'a.example' })).toBe('plain:3128');
  });

  test.each([
    ['*', 'http://a.example'],
    ['a.example', 'http://a.example'],
    ['example', 'http://a.example'],
    ['.example', 'http://a.example'],
    ['*.example', 'http://a.example'],
    ['b, .svc,.cluster.local', 'http://restate.restate.svc.cluster.local:9070'],
    ['A.Example:9070', 'http://a.example:9070'],
    ['a.example:80', 'http://a.example'],
    ['a.example:443', 'https://a.example'],
    ['cluster.local.', 'http://restate.restate.svc.cluster.local:9070'],
    ['.cluster.local', 'http://restate.restate.svc.cluster.local.:9070'],
    ['10.0.0.7', 'http://10.0.0.7:9070'],
    ['10.0.0.0/8', 'http://10.96.0.1'],
    ['fd00::/8', 'http://[fd00::1]:9070'],
    ['[fd00::1]:9070', 'http://[fd00::1]:9070'],
    ['fd00::1', 'http://[fd00::1]:9070'],
  ])('is none where NO_PROXY is %s, for %s', (noProxy, url) => {
    expect(of(url, { NO_PROXY: noProxy })).toBeUndefined();
  });

  test.each([
    ['', 'http://a.example'],
    [' , ', 'http://a.example'],
    ['ample', 'http://a.example'],
    ['b.a.example', 'http://a.example'],
    ['a.example:9071', 'http://a.example:9070'],
    ['10.0.0.0/8', 'http://11.0.0.1'],
    ['10.0.0.0/8', 'http://a.example'],
    ['::/0', 'http://10.0.0.1'],
    ['10.0.0.0/99', 'http://11.0.0.1'],
  ])('is one although NO_PROXY is %j, for %s', (noProxy, url) => {
    expect(of(url, { NO_PROXY: noProxy })).toBeDefined();
  });

  test.each(['http://localhost:9070', 'http://127.0.0.1:9070', 'http://[::1]:9070'])(
    'is none for %s',
    (url) => expect(of(url)).toBeUndefined(),
  );
});

describe('what is no URL of a proxy', () => {
  test.each([
    'http://me:s3cret@proxy:port',
    'http://me:s3c/ret@proxy:3128',
    'http://me:3/s3cret@proxy:3128',
    'http://me:s3cret%@proxy:3128',
    'socks5://me:s3cret@proxy:1080',
    'http://me:s3cret@',
  ])('is told by its variable alone: %s', (text) => {
    const read = () => proxyOf(new URL('https://a.example'), { https_proxy: text });
    expect(read).toThrow(/^https_proxy of this pod is not the URL of a proxy: write http:/);
    expect(read).not.toThrow(/s3c|ret@/);
  });

  test('is why an admin API is unreachable, and ends no run', async () => {
    const { HTTP_PROXY: before } = process.env;
    process.env.HTTP_PROXY = 'http://me:s3cret@proxy:port';
    const pool = new AdminPool({ time: { now: () => 0 } } as KubernetesClient, 'shop', 'run');
    const views = await pool.observe([{ key: 'restate', url: 'http://restate.example:9070' }]);
    process.env.HTTP_PROXY = before ?? '';
    expect([...views.values()]).toEqual([
      { failure: expect.stringMatching(/^HTTP_PROXY of this/), since: 0 },
    ]);
  });

  test('is not looked at for what NO_PROXY names', () => {
    const env = { HTTPS_PROXY: 'socks5://proxy:1080', NO_PROXY: 'example' };
    expect(proxyOf(new URL('https://a.example'), env)).toBeUndefined();
  });
});

describe('through a proxy', () => {
  const asked: string[] = [];
  let refuses = false;
  let proxy: Server;
  let server: Server;
  let connections: HttpConnections;
  const listen = async (each: Server) => {
    await new Promise<void>((done) => each.listen(0, '127.0.0.1', done));
    return (each.address() as AddressInfo).port;
  };

  beforeEach(async () => {
    asked.length = 0;
    refuses = false;
    proxy = createServer(({ method, url, headers }, response) => {
      asked.push(`${method} ${url} ${headers.host} ${headers['proxy-authorization']}`);
      response.end('"plain"');
    });
    proxy.on('connect', ({ method, url, headers }, socket) => {
      asked.push(`${method} ${url} ${headers['proxy-authorization']}`);
      if (refuses) {
        socket.end('HTTP/1.1 407 Proxy Authentication Required\r\n\r\n');
        return;
      }
      const [host, port] = url!.split(':');
      const target = connect(Number(port), host, () => {
        socket.write('HTTP/1.1 200 OK\r\n\r\n');
        target.pipe(socket).pipe(target);
      });
      target.on('error', () => socket.destroy());
      socket.on('error', () => target.destroy());
    });
  });
  afterEach(async () => {
    connections.close();
    for (const each of [proxy, server]) {
      each?.closeAllConnections();
      each?.close();
    }
  });

  const ask = async (url: string, ca?: string, proxyUrl = 'http://me:s%203t@127.0.0.1') => {
    const port = await listen(proxy);
    const variable = 'HTTPS_PROXY';
    connections = new HttpConnections(ca, { url: new URL(`${proxyUrl}:${port}`), variable });
    const request = { method: 'GET', url: new URL(url), deadlineMs: 5_000 };
    await connections.send(request);
    return connections.send(request);
  };
  const BASIC = `Basic ${Buffer.from('me:s 3t').toString('base64')}`;

  test('a server without TLS is asked by its whole URL', async () => {
    expect((await ask('http://restate.example:9070/query')).text).toBe('"plain"');
    expect(asked[0]).toBe(`GET http://restate.example:9070/query restate.example:9070 ${BASIC}`);
  });

  test('one with TLS is connected to, once for several requests, and its certificate is checked', async () => {
    const { key, cert, caFile } = makeCertificate(folder, ['IP:127.0.0.1']);
    server = createTlsServer({ key, cert }, (_, response) => response.end('"secret"'));
    const port = await listen(server);
    const { text } = await ask(`https://127.0.0.1:${port}/query`, readFileSync(caFile, 'utf8'));
    expect(text).toBe('"secret"');
    expect(asked).toEqual([`CONNECT 127.0.0.1:${port} ${BASIC}`]);
    connections.close();
    const proxyPort = (proxy.address() as AddressInfo).port;
    const url = new URL(`http://127.0.0.1:${proxyPort}`);
    connections = new HttpConnections(undefined, { url, variable: 'HTTPS_PROXY' });
    const untrusted = {
      method: 'GET',
      url: new URL(`https://127.0.0.1:${port}`),
      deadlineMs: 5_000,
    };
    await expect(connections.send(untrusted)).rejects.toThrow(/self-signed/);
  });

  test('an admin API is asked through the one of the environment', async () => {
    const port = await listen(proxy);
    connections = new HttpConnections();
    const { HTTP_PROXY: before } = process.env;
    process.env.HTTP_PROXY = `http://127.0.0.1:${port}`;
    const admin = new AdminClient({ url: 'http://restate.example:9070' });
    process.env.HTTP_PROXY = before ?? '';
    await expect(admin.query('SELECT 1')).rejects.toThrow(
      /query through the proxy 127.0.0.1:\d+ \(HTTP_PROXY; what .*\): "\\"plain\\""; check that this/,
    );
    admin.close();
    expect(asked[0]).toMatch(/^POST http:\/\/restate.example:9070\/query /);
  });

  test('a refusal is told with the proxy, and without its password', async () => {
    refuses = true;
    const refused = ask('https://restate.example');
    await expect(refused).rejects.toThrow(
      /^GET https:\/\/restate.example\/ through the proxy 127.0.0.1:\d+ \(HTTPS_PROXY; what NO_PROXY names is asked directly\): the proxy refuses restate.example:443 with status 407: write USER:PASSWORD@ into HTTPS_PROXY$/,
    );
  });

  test('a proxy that is not there is told apart from a server that is not', async () => {
    const url = new URL('http://127.0.0.1:1');
    connections = new HttpConnections(undefined, { url, variable: 'HTTP_PROXY' });
    const request = { method: 'GET', url: new URL('http://restate.example'), deadlineMs: 5_000 };
    await expect(connections.send(request)).rejects.toThrow(
      /^GET http:\/\/restate.example\/ through the proxy 127.0.0.1:\d+ \(.*\): connect ECONNREFUSED/,
    );
  });

  test('what the proxy repeats of its credentials is told nowhere', async () => {
    proxy.removeAllListeners('request');
    proxy.on('request', ({ headers }, response) => {
      response.writeHead(403);
      response.end(`denied: ${headers['proxy-authorization']}, s 3t`);
    });
    expect((await ask('http://restate.example')).text).toBe('denied: Basic ***, ***');
  });

  describe('over TLS', () => {
    const names: unknown[] = [];
    const certificate = makeCertificate(folder, ['DNS:localhost']);
    beforeEach(() => {
      names.length = 0;
      const overTls = createTlsServer(certificate);
      for (const [event, listener] of ['request', 'connect'].map(
        (each) => [each, proxy.listeners(each)[0]] as const,
      )) {
        overTls.on(event, listener as () => void);
      }
      overTls.on('secureConnection', (socket) => names.push(socket.servername));
      proxy = overTls;
    });
    test('its own certificate is checked, by the well-known CAs', async () => {
      const asking = ask('http://restate.example', undefined, 'https://localhost');
      await expect(asking).rejects.toThrow(/through the proxy localhost:\d+ .*: self-signed/);
      expect(asked).toEqual([]);
    });

    test('it is asked by its own name, with and without a tunnel', async () => {
      server = createTlsServer(certificate, (_, response) => response.end('"secret"'));
      const target = `https://localhost:${await listen(server)}/query`;
      const url = `https://localhost:${await listen(proxy)}`;
      connections = new HttpConnections();
      // A process of its own, since Node.js reads the CAs that it trusts beside the well-known ones when it starts.
      const program = `
        const { HttpConnections } = require('./src/reconciler/lib/http');
        const proxy = { url: new URL('${url}'), variable: 'HTTPS_PROXY' };
        const connections = new HttpConnections(undefined, proxy);
        const ask = (url) => connections.send({ method: 'GET', url: new URL(url), deadlineMs: 5000 });
        (async () => {
          console.log((await ask('http://restate.example')).text, (await ask('${target}')).text);
          connections.close();
        })();
      `;
      const { stdout } = await run(
        process.execPath,
        ['-r', 'ts-node/register/transpile-only', '-e', program],
        {
          cwd: PROJECT,
          env: {
            ...process.env,
            NODE_EXTRA_CA_CERTS: certificate.caFile,
            TS_NODE_PROJECT: 'test/tsconfig.json',
          },
        },
      );
      expect(stdout).toBe('"plain" "secret"\n');
      expect(names).toEqual(['localhost', 'localhost']);
      expect(asked[1]).toMatch(/^CONNECT localhost:/);
    });
  });
});
