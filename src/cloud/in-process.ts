import { withPrefix } from './addresses';
import type { CloudAddress } from './addresses';

/** All that pods which hold their own tunnel have to know of the environment. */
export interface InProcessTunnel extends CloudAddress {
  readonly signingPublicKey: string;
}

/** The variables that a service's own tunnel is configured by. */
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

/** What goes into the hash of a version whose pods hold their own tunnel, as the operator has it. */
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
