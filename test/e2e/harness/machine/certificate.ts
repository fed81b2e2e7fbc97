import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

export interface Certificate {
  readonly key: Buffer;
  readonly cert: Buffer;
  /** PEM file that it is trusted by: it trusts itself. */
  readonly caFile: string;
}

/**
 * Makes a certificate for a server of the tests.
 *
 * @param folder in which its files get a folder of their own
 * @param names as openssl writes them, such as `DNS:restate.example` or `IP:10.0.0.10`
 */
export function makeCertificate(folder: string, names: readonly string[]): Certificate {
  const own = mkdtempSync(join(folder, 'tls-'));
  const keyFile = join(own, 'key.pem');
  const caFile = join(own, 'cert.pem');
  execFileSync(
    'openssl',
    [
      ...['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '1', '-subj', '/CN=e2e'],
      ...['-keyout', keyFile, '-out', caFile],
      // Restate takes no certificate of an authority from a server.
      ...['-addext', 'basicConstraints=critical,CA:FALSE'],
      ...['-addext', `subjectAltName=${names.join(',')}`],
    ],
    { stdio: 'ignore' },
  );
  return { key: readFileSync(keyFile), cert: readFileSync(caFile), caFile };
}
