import { throughTunnel } from '../../src/contract';

const TUNNEL = 'https://tunnel.us.restate.cloud:9080/123abc/mine';

test.each([
  ['http://greeter.apps.svc.cluster.local:9080/', 'http/greeter.apps.svc.cluster.local/9080/'],
  ['http://greeter.apps/', 'http/greeter.apps/80/'],
  ['https://greeter.apps', 'https/greeter.apps/443/'],
  ['https://greeter.apps:8443/v1/greet?tenant=a', 'https/greeter.apps/8443/v1/greet?tenant=a'],
])('%s is reached by scheme, host, port and path below the tunnel', (target, path) => {
  expect(throughTunnel(TUNNEL, target)).toBe(`${TUNNEL}/${path}`);
});
