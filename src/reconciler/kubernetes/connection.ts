/** How a pod reaches the API server: what the kubelet puts into every pod. */
import { readFileSync } from 'node:fs';
import { ENV, PATHS } from '../../contract';
import { readMountedKey } from '../lib/mounted-key';

export interface KubernetesConnection {
  readonly url: string;
  /** PEM. */
  readonly ca?: string;
  /** Asked for each request: the kubelet replaces the token long before it expires. */
  token(): string;
}

/** @throws Error outside of a pod. */
export function inClusterConnection(env: NodeJS.ProcessEnv = process.env): KubernetesConnection {
  const host = env[ENV.kubernetesHost];
  const port = env[ENV.kubernetesPort];
  if (!host || !port) {
    throw new Error(
      `${ENV.kubernetesHost} and ${ENV.kubernetesPort} are not set; run this in a pod`,
    );
  }
  return {
    url: `https://${host.includes(':') ? `[${host}]` : host}:${port}`,
    ca: readFileSync(`${PATHS.serviceAccount}/ca.crt`, 'utf8'),
    token: () => readMountedKey(`${PATHS.serviceAccount}/token`),
  };
}
