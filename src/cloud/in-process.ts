import { withPrefix } from './addresses';
import type { CloudAddress } from './addresses';

/** What pods that open their own tunnel need to know about the environment. */
export interface InProcessTunnel extends CloudAddress {
  readonly signingPublicKey: string;
}

/** The variables that configure a service's own tunnel. */
export function inProcessEnv(
  tunnel: InProcessTunnel,
  tunnelName: string,
): Array<{ name: string; value: string }> {
  return Object.entries({
    RESTATE_INPROC_TUNNEL_NAME: tunnelName,
    RESTATE_INPROC_ENVIRONMENT_ID: withPrefix(tunnel.environmentId),
    RESTATE_INPROC_CLOUD_REGION: tunnel.region,
    RESTATE_INPROC_SIGNING_PUBLIC_KEY: tunnel.signingPublicKey,
  }).map(([name, value]) => ({ name, value }));
}

/** Inputs of the hash of a version whose pods open their own tunnel, as in the operator. */
export function inProcessHashInputs(tunnel: InProcessTunnel): Buffer[] {
  const values = [withPrefix(tunnel.environmentId), tunnel.region, tunnel.signingPublicKey];
  return [
    Buffer.from('tunnel_mode=in-process'),
    ...values.flatMap((value) => {
      const bytes = Buffer.from(value);
      const length = Buffer.alloc(8);
      length.writeBigUInt64BE(BigInt(bytes.length));
      return [length, bytes];
    }),
  ];
}
