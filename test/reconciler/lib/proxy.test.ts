import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { Server } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { connect } from 'node:net';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AdminClient } from '../../../src/reconciler/admin/client';
import { HttpConnections } from '../../../src/reconciler/lib/http';
import { proxyOf } from '../../../src/reconciler/lib/proxy';
import { makeCertificate } from '../../e2e/harness/machine/certificate';

const folder = mkdtempSync(join(tmpdir(), 'proxy-'));
afterAll(() => rmSync(folder, { recursive: true }));

describe('the proxy of a URL', () => {
  const env = { HTTP_PROXY: 'http://plain:3128', HTTPS_PROXY: 'http://tls:3128' };
  const of = (url: string, more: Record<string, string> = {}) =>
    proxyOf(new URL(url), { ...env, ...more })?.host;

  test('is that of its protocol', () => {
    expect(of('http://a.example')).toBe('plain:3128');
    expect(of('https://a.example')).toBe('tls:3128');
    expect(proxyOf(new URL('https://a.example'), { HTTP_PROXY: 'http://plain:1' })).toBeUndefined();
  });

  test('is read in lower case first, and without a protocol too', () => {
    expect(of('http://a.example', { http_proxy: 'lower:8080' })).toBe('lower:8080');
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

describe('through a proxy', () => {
  const asked: string[] = [];
  let refuses = false;
  let proxy: Server;
  let server: Server;
  let connections: HttpConnections;
  const listen = async (each: Server) => {
    await new Promise<void>((resolve) => each.listen(0, '127.0.0.1', resolve));
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

  const ask = async (url: string, ca?: string) => {
    const port = await listen(proxy);
    connections = new HttpConnections(ca, new URL(`http://me:s%20t@127.0.0.1:${port}`));
    const request = { method: 'GET', url: new URL(url), deadlineMs: 5_000 };
    await connections.send(request);
    return connections.send(request);
  };
  const BASIC = `Basic ${Buffer.from('me:s t').toString('base64')}`;

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
    connections = new HttpConnections(
      undefined,
      new URL(`http://127.0.0.1:${(proxy.address() as AddressInfo).port}`),
    );
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
    await expect(admin.query('SELECT 1')).rejects.toThrow(/query: "\\"plain\\""; check that this/);
    admin.close();
    expect(asked[0]).toMatch(/^POST http:\/\/restate.example:9070\/query /);
  });

  test('a refusal is told with the proxy, and without its password', async () => {
    refuses = true;
    const refused = ask('https://restate.example');
    await expect(refused).rejects.toThrow(
      /^GET https:\/\/restate.example\/: the proxy 127.0.0.1:\d+ refuses restate.example:443: 407$/,
    );
  });
});
