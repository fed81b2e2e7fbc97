// Stands in for the image of the tunnel's pods, with the same environment and the same answer to probes.
import { createServer } from 'node:http';
import { holdTunnel } from './tunnel.mjs';

const env = process.env;
let isConnected = false;
process.on('SIGTERM', () => process.exit(0));
createServer((_request, response) => {
  response.statusCode = isConnected ? 200 : 503;
  response.end();
}).listen(9090);
await holdTunnel(
  {
    environmentId: env.RESTATE_ENVIRONMENT_ID,
    region: env.RESTATE_CLOUD_REGION,
    name: env.RESTATE_TUNNEL_NAME,
    tokenFile: env.RESTATE_BEARER_TOKEN_FILE,
  },
  (connected) => (isConnected = connected),
);
