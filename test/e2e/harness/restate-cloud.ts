import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync } from 'node:fs';
import { request } from 'node:http';
import { createServer } from 'node:https';
import type { Server } from 'node:https';
import { join } from 'node:path';

const ADDRESS = '10.0.6.1';
const ENVIRONMENT = 'abc';
const ADMIN = `${ENVIRONMENT}.env.us.restate.cloud`;

/** Stands in for Restate Cloud: an admin API of a real server, that asks for a token. */
export class RestateCloud {
  public static readonly hosts = { [ADMIN]: ADDRESS };
  public static readonly environmentId = `env_${ENVIRONMENT}`;

  /** PEM file that it is trusted by. */
  public readonly caFile: string;
  private readonly admin: Server;

  /**
   * @param folder for its certificate
   * @param token that gives access to the admin API
   * @param target the server's own admin API
   */
  constructor(folder: string, token: string, target: string) {
    const own = mkdtempSync(join(folder, 'cloud-'));
    const keyFile = join(own, 'key.pem');
    this.caFile = join(own, 'cert.pem');
    execFileSync(
      'openssl',
      [
        ...['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '1', '-subj', '/CN=cloud'],
        ...['-keyout', keyFile, '-out', this.caFile],
        ...['-addext', `subjectAltName=DNS:${ADMIN}`],
      ],
      { stdio: 'ignore' },
    );
    const tls = { key: readFileSync(keyFile), cert: readFileSync(this.caFile) };
    this.admin = createServer(tls, (incoming, outgoing) => {
      if (incoming.headers.authorization !== `Bearer ${token}`) {
        outgoing.writeHead(401, { 'content-type': 'application/json' });
        outgoing.end(JSON.stringify({ message: 'the token is not valid for this environment' }));
        return;
      }
      const { method, headers, url } = incoming;
      const passed = request(new URL(url!, target), { method, headers }, (response) => {
        outgoing.writeHead(response.statusCode!, response.headers);
        response.pipe(outgoing);
      });
      passed.on('error', () => outgoing.destroy());
      incoming.pipe(passed);
    }).listen(9070, ADDRESS);
    this.admin.unref();
  }

  public stop(): void {
    this.admin.close();
  }
}
