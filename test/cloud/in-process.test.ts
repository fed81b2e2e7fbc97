import { App, Chart } from 'cdk8s';
import { RestateAdmin, RestateCloudEnvironment, RestateDeployment } from '../../src';
import type { RestateCloudEnvironmentProps, RestateDeploymentProps } from '../../src';
import { inProcessTunnelUrl } from '../../src/cloud/addresses';
import { inProcessEnv, inProcessHashInputs } from '../../src/cloud/in-process';

const TUNNEL = { environmentId: '123abc', region: 'us', signingPublicKey: 'publickeyv1_abc' };

test('pods with a tunnel of their own get its name and their environment', () => {
  expect(inProcessEnv(TUNNEL, 'greeter-5b8c7d')).toEqual([
    { name: 'RESTATE_INPROC_TUNNEL_NAME', value: 'greeter-5b8c7d' },
    { name: 'RESTATE_INPROC_ENVIRONMENT_ID', value: 'env_123abc' },
    { name: 'RESTATE_INPROC_CLOUD_REGION', value: 'us' },
    { name: 'RESTATE_INPROC_SIGNING_PUBLIC_KEY', value: 'publickeyv1_abc' },
  ]);
});

test('they are registered by the name of their own tunnel', () => {
  const base = 'https://tunnel.us.restate.cloud:9080/123abc/greeter-5b8c7d/http/in-process/9080/';
  expect(inProcessTunnelUrl(TUNNEL, 'greeter-5b8c7d', '')).toBe(base);
  expect(inProcessTunnelUrl(TUNNEL, 'greeter-5b8c7d', '/api')).toBe(`${base}api`);
});

test('each value goes into the hash with its length before it', () => {
  expect(Buffer.concat(inProcessHashInputs(TUNNEL)).toString('latin1')).toBe(
    'tunnel_mode=in-process' +
      '\0\0\0\0\0\0\0\nenv_123abc' +
      '\0\0\0\0\0\0\0\x02us' +
      '\0\0\0\0\0\0\0\x0fpublickeyv1_abc',
  );
});

describe('a deployment whose pods hold their own tunnel', () => {
  const template = {
    spec: {
      containers: [{ name: 'app', image: 'app:1', env: [{ name: 'A', value: '1' }] }],
      initContainers: [{ name: 'side', image: 'side:1', restartPolicy: 'Always' }],
    },
  };
  const deployed = (
    props: Partial<RestateDeploymentProps>,
    environment: Partial<RestateCloudEnvironmentProps> = {},
  ) => {
    const chart = new Chart(new App(), 'app');
    const cloud = new RestateCloudEnvironment(chart, 'env', {
      environmentId: 'env_123abc',
      region: 'us',
      signingPublicKey: 'publickeyv1_abc',
      bearerToken: { name: 'token', key: 'token' },
      ...environment,
    });
    return new RestateDeployment(chart, 'greeter', {
      admin: RestateAdmin.fromCloud(cloud),
      rawTemplate: template,
      ...props,
    });
  };

  test('has the variables of the tunnel in every container, and is registered by its name', () => {
    const deployment = deployed({ inProcessTunnel: true, servicePath: '/api' });
    const { metadata, spec } = deployment.replicaSet.toJson();
    const env = inProcessEnv(TUNNEL, deployment.versionName);
    const [container] = spec.template.spec.containers;
    expect(container.env).toEqual([{ name: 'A', value: '1' }, ...env]);
    expect(spec.template.spec.initContainers[0].env).toEqual(env);
    expect(metadata.annotations['restate.dev/tunnel-name']).toBe(deployment.versionName);
    expect(deployment.uri).toBe(inProcessTunnelUrl(TUNNEL, deployment.versionName, 'api'));
  });

  test('is another version when the environment is another', () => {
    const names = [
      deployed({}),
      deployed({ inProcessTunnel: true }),
      deployed({ inProcessTunnel: true }, { region: 'eu' }),
      deployed({ inProcessTunnel: true }, { signingPublicKey: 'publickeyv1_abd' }),
      deployed({ inProcessTunnel: true }, { environmentId: 'env_123abd' }),
    ].map(({ versionName }) => versionName);
    expect(new Set(names).size).toBe(5);
    // With or without its prefix, it is the same environment.
    expect(deployed({ inProcessTunnel: true }, { environmentId: '123abc' }).versionName).toBe(
      names[1],
    );
  });

  test('must register with Restate Cloud, and leave the variables alone', () => {
    const taken = [{ name: 'RESTATE_INPROC_TUNNEL_NAME', value: 'mine' }];
    const deployment = deployed({
      inProcessTunnel: true,
      rawTemplate: { spec: { containers: [{ name: 'app', image: 'app:1', env: taken }] } },
    });
    expect(() => Chart.of(deployment).toJson()).toThrow(
      'rawTemplate.spec.containers[0].env[0].name: "RESTATE_INPROC_TUNNEL_NAME" is a reserved name',
    );
    const elsewhere = deployed({
      inProcessTunnel: true,
      admin: RestateAdmin.fromUrl('http://restate:9070'),
    });
    expect(() => Chart.of(elsewhere).toJson()).toThrow('inProcessTunnel: admin is not that of');
  });
});

test('a deployment at Restate Cloud is registered through the tunnel, with the token from its Secret', () => {
  const app = new App();
  const chart = new Chart(app, 'app', { namespace: 'apps' });
  const cloud = new RestateCloudEnvironment(chart, 'env', {
    environmentId: 'env_123abc',
    region: 'us',
    signingPublicKey: 'publickeyv1_abc',
    bearerToken: { name: 'cloud-token', key: 'value' },
    tunnelName: 'mine',
  });
  const deployment = new RestateDeployment(chart, 'greeter', {
    admin: RestateAdmin.fromCloud(cloud),
    rawTemplate: { spec: { containers: [{ name: 'app', image: 'app:1' }] } },
  });
  expect(deployment.uri).toBe(
    `https://tunnel.us.restate.cloud:9080/123abc/mine/http/${deployment.versionName}.apps.svc.cluster.local/9080/`,
  );
  const job = chart.toJson().find(({ kind }) => kind === 'Job');
  const sources = job.spec.template.spec.volumes.flatMap(
    ({ projected }: any) => projected?.sources ?? [],
  );
  expect(sources).toContainEqual({
    secret: { name: 'cloud-token', items: [{ key: 'value', path: 'token' }], optional: true },
  });
});
