import { ApiObject, App, Chart } from 'cdk8s';
import { RestateCloudEnvironment, RestateDnsPolicy } from '../../src';
import type { RestateCloudEnvironmentProps } from '../../src';

const PROPS: RestateCloudEnvironmentProps = {
  environmentId: 'env_201j05r9g0f12ygtphdszbb4scp',
  region: 'us',
  signingPublicKey: 'publickeyv1_BBuEJnx28hdGb5Ky6qpvuXQG4aVoWBnubJtHXpznzgQk',
  bearerToken: { name: 'my-env-secret', key: 'token' },
};

function environment(props: Partial<RestateCloudEnvironmentProps> = {}, id = 'my-env') {
  const chart = new Chart(new App(), 'app', { namespace: 'cloud' });
  return new RestateCloudEnvironment(chart, id, { ...PROPS, ...props });
}

function objects(cloud: RestateCloudEnvironment): any[] {
  return Chart.of(cloud).toJson();
}

test('the token is mounted from its Secret and stands in no manifest', () => {
  const [deployment] = objects(environment());
  const { containers, volumes } = deployment.spec.template.spec;
  expect(volumes).toEqual([
    {
      name: 'bearer-token',
      secret: { secretName: 'my-env-secret', items: [{ key: 'token', path: 'bearer-token' }] },
    },
  ]);
  expect(JSON.stringify(containers[0].env)).not.toContain('my-env-secret');
});

test('a tunnel keeps its name from synth to synth, and no two tunnels share one', () => {
  const { tunnelName } = environment();
  expect(tunnelName).toMatch(
    /^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/,
  );
  expect(environment({ labels: { team: 'a' } }).tunnelName).toBe(tunnelName);
  const others = [
    environment({ name: 'other' }),
    environment({ namespace: 'other' }),
    environment({ region: 'eu' }),
    environment({ environmentId: 'env_other' }),
  ].map((other) => other.tunnelName);
  expect(new Set([tunnelName, ...others]).size).toBe(5);
});

test('services are reached at an address below the tunnel, the admin API beside it', () => {
  for (const environmentId of ['env_123abc', '123abc']) {
    const cloud = environment({ environmentId, region: 'x1.byoc', tunnelName: 'mine' });
    expect(cloud.adminUrl).toBe('https://123abc.env.x1.byoc.restate.cloud:9070');
    const base = 'https://tunnel.x1.byoc.restate.cloud:9080/123abc/mine';
    expect(cloud.tunnelUrl('http://greeter.apps')).toBe(`${base}/http/greeter.apps/80/`);
    expect(cloud.tunnelUrl('https://greeter.apps/v1?a=b')).toBe(
      `${base}/https/greeter.apps/443/v1?a=b`,
    );
  }
});

test('the remote proxy opens the ports of ingress and admin API', () => {
  const [deployment, service] = objects(environment({ tunnel: { remoteProxy: true } }));
  const [{ ports, env }] = deployment.spec.template.spec.containers;
  expect(ports.map((port: any) => port.containerPort)).toEqual([8080, 9070, 9090]);
  expect(env).toContainEqual({ name: 'RESTATE_REMOTE_PROXY', value: 'true' });
  expect(service.spec.ports).toEqual([
    { name: 'ingress', port: 8080, appProtocol: 'kubernetes.io/h2c' },
    { name: 'admin', port: 9070, appProtocol: 'kubernetes.io/h2c' },
    { name: 'health', port: 9090 },
  ]);
});

test('what is given for the pods of the tunnel replaces what they have by default', () => {
  const [{ metadata, spec }] = objects(
    environment({
      annotations: { team: 'a' },
      tunnel: {
        replicas: 3,
        image: 'tunnel:2',
        env: [{ name: 'RUST_LOG', value: 'debug' }],
        resources: { requests: { cpu: '1m' as never } },
        dnsPolicy: RestateDnsPolicy.DEFAULT,
        tolerations: [{ operator: 'Exists' }],
        affinity: {},
      },
    }),
  );
  expect(metadata.annotations).toEqual({ team: 'a' });
  expect(spec.replicas).toBe(3);
  expect(spec.template).toMatchObject({
    metadata: { annotations: { team: 'a' } },
    spec: {
      dnsPolicy: 'Default',
      tolerations: [{ operator: 'Exists' }],
      containers: [{ image: 'tunnel:2', resources: { requests: { cpu: '1m' } } }],
    },
  });
  const [{ env }] = spec.template.spec.containers;
  expect(env.filter(({ name }: any) => name === 'RUST_LOG')).toEqual([
    { name: 'RUST_LOG', value: 'debug' },
  ]);
});

test('the default child is the Deployment of the tunnel, if there is one', () => {
  expect(ApiObject.of(environment()).kind).toBe('Deployment');
  expect(environment({ deployTunnel: false }).node.defaultChild).toBeUndefined();
});

test("another app's tunnel is used and not made", () => {
  const cloud = environment({ deployTunnel: false, tunnelName: 'theirs' });
  expect(objects(cloud)).toEqual([]);
  expect(cloud.tunnelUrl('http://a:1')).toContain('/theirs/http/a/1/');
});

test('all faults are reported at once, each with its field', () => {
  const cloud = environment({
    name: 'a'.repeat(57),
    environmentId: 'env_a b',
    region: 'US',
    signingPublicKey: 'not-a-key',
    bearerToken: { name: 'Bad_Name', key: 'a/b' },
    tunnelName: 'a/b',
    tunnel: { replicas: -1, image: '', dnsPolicy: 'Any' as never, env: [{ name: 'A=B' }] },
  });
  cloud.tunnelUrl('greeter');
  for (const field of [
    'name: ',
    'environmentId: "env_a b"',
    'region: "US"',
    'signingPublicKey: "not-a-key"',
    'bearerToken.name: "Bad_Name"',
    'bearerToken.key: "a/b"',
    'tunnelName: "a/b"',
    'tunnel.replicas: must be an integer greater than or equal to 0, got -1',
    'tunnel.image: must be an image reference, got ""',
    'tunnel.dnsPolicy: unsupported value "Any"',
    'tunnel.env[0].name: "A=B"',
    'serviceUrl: "greeter"',
  ]) {
    expect(() => objects(cloud)).toThrow(field);
  }
});
