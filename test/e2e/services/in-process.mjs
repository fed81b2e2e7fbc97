// The service of greeter.mjs, in a process that holds its own tunnel if its environment names one.
import { holdTunnel } from './tunnel.mjs';
import './greeter.mjs';

const env = process.env;
if (env.RESTATE_INPROC_TUNNEL_NAME) {
  await holdTunnel({
    environmentId: env.RESTATE_INPROC_ENVIRONMENT_ID,
    region: env.RESTATE_INPROC_CLOUD_REGION,
    name: env.RESTATE_INPROC_TUNNEL_NAME,
    tokenFile: env.RESTATE_INPROC_AUTH_TOKEN_FILE,
  });
}
