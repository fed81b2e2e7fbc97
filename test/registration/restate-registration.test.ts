import type { ApiObject } from 'cdk8s';
import { Duration } from 'cdk8s';
import {
  RestateAdmin,
  RestateCluster,
  RestateEndpoint,
  RestateRegistration,
  RestateDeletionPolicy,
  RestateRuntime,
  RestateRuntimeMode,
} from '../../src';
import type { RestateRegistrationProps } from '../../src';
import { ENV, parseDesiredState } from '../../src/contract';
import { newEnvironment } from '../cloud/environment';
import { faultsOf } from '../core/faults-of';
import { desiredState, newChart, ofKind } from '../deployment/synth';

const LAMBDA = 'arn:aws:lambda:us-east-1:123456789012:function:greeter';
const MINIMAL = {
  admin: RestateAdmin.fromUrl('http://restate.restate:9070'),
  endpoint: RestateEndpoint.fromUrl('https://greeter.example'),
};

function register(props: Partial<RestateRegistrationProps> = {}, chart = newChart()) {
  const registration = new RestateRegistration(chart, 'greeter', { ...MINIMAL, ...props });
  return { registration, chart };
}

function desired(props: Partial<RestateRegistrationProps>) {
  const { chart } = register(props);
  const state = desiredState(chart);
  expect(parseDesiredState(JSON.stringify(state)).faults).toEqual([]);
  return state.deployments[0];
}

test('nothing is made but what registers it', () => {
  const { chart } = register();
  const kinds = chart.toJson().map(({ kind }: any) => kind);
  expect(kinds).not.toContain('ReplicaSet');
  expect(kinds).not.toContain('Service');
  expect(ofKind(chart, 'Job')).toHaveLength(1);
});

test('a Service is called by its name in the namespace, and in the domain of the cluster', () => {
  const uri = (endpoint: RestateEndpoint) => register({ endpoint }).registration.uri;
  expect(uri(RestateEndpoint.fromService('greeter'))).toBe(
    'http://greeter.apps.svc.cluster.local:9080/',
  );
  expect(
    uri(RestateEndpoint.fromService('greeter', { namespace: 'other', port: 80, path: 'v1' })),
  ).toBe('http://greeter.other.svc.cluster.local/v1');
  const admin = RestateAdmin.fromCluster(
    RestateCluster.fromClusterName('restate', { clusterDns: 'k8s.example' }),
  );
  expect(
    register({ admin, endpoint: RestateEndpoint.fromService('greeter') }).registration.uri,
  ).toBe('http://greeter.apps.svc.k8s.example:9080/');
});

test('Restate Cloud calls a Service through its tunnel, and any other address as it is given', () => {
  const chart = newChart();
  const cloud = newEnvironment(chart);
  const uri = (name: string, endpoint: RestateEndpoint) => {
    const admin = RestateAdmin.fromCloud(cloud);
    return new RestateRegistration(chart, name, { admin, endpoint }).uri;
  };
  expect(uri('service', RestateEndpoint.fromService('greeter', { path: 'v1' }))).toBe(
    'https://tunnel.us.restate.cloud:9080/123abc/mine/http/greeter.apps.svc.cluster.local/9080/v1',
  );
  expect(uri('url', RestateEndpoint.fromUrl('https://greeter.example'))).toBe(
    'https://greeter.example/',
  );
  expect(uri('lambda', RestateEndpoint.fromLambdaArn(`${LAMBDA}:7`))).toBe(`${LAMBDA}:7`);
  expect(faultsOf(chart)).toEqual([]);
});

test('a Lambda function is registered with the role to assume', () => {
  const role = 'arn:aws:iam::123456789012:role/restate';
  expect(
    desired({ endpoint: RestateEndpoint.fromLambdaArn(`${LAMBDA}:7`, { assumeRoleArn: role }) }),
  ).toMatchObject({
    mode: 'Endpoint',
    uri: `${LAMBDA}:7`,
    assumeRoleArn: role,
  });
});

test('another address is another version, another revision is the same version discovered again', () => {
  const first = desired({ revision: '1' });
  const second = desired({ revision: '2' });
  const moved = desired({ endpoint: RestateEndpoint.fromUrl('https://greeter2.example') });
  expect(second.object).toBe(first.object);
  expect(second.discoveryHash).not.toBe(first.discoveryHash);
  expect(second.hash).not.toBe(first.hash);
  expect(moved.object).not.toBe(first.object);
});

test('headers of Secrets are files of the runtime, for its endpoint only; the others stand in the desired state', () => {
  const { chart } = register({
    headers: { 'x-tenant': 'a' },
    secretHeaders: { Authorization: { name: 'greeter-key', key: 'header' } },
  });
  const [deployment] = desiredState(chart).deployments;
  const folder = '/etc/cdk8s-restate/deployments/greeter';
  expect(deployment.additionalHeaders).toEqual({ 'x-tenant': 'a' });
  expect(deployment.secretHeaders).toEqual(['Authorization']);
  const { spec } = ofKind(chart, 'CronJob')[0].spec.jobTemplate.spec.template;
  const access = spec.containers[0].env.find(({ name }: any) => name === ENV.access).value;
  expect(JSON.parse(access)[deployment.admin].deployments).toEqual({
    greeter: {
      uri: deployment.uri,
      headerFiles: { Authorization: `${folder}/header-authorization` },
    },
  });
  expect(spec.volumes.find(({ name }: any) => name === 'headers-greeter')).toEqual({
    name: 'headers-greeter',
    projected: {
      sources: [
        {
          secret: {
            name: 'greeter-key',
            items: [{ key: 'header', path: 'header-authorization' }],
            optional: true,
          },
        },
      ],
    },
  });
});

test('policy, delay and switches reach the desired state', () => {
  expect(
    desired({
      drainDelay: Duration.seconds(0),
      deletionPolicy: RestateDeletionPolicy.force(),
      paused: true,
      breaking: true,
      useHttp11: true,
    }),
  ).toMatchObject({
    drainDelaySeconds: 0,
    deletionPolicy: { type: 'force' },
    paused: true,
    breaking: true,
    useHttp11: true,
  });
});

const FAULTS: { [about: string]: [props: Partial<RestateRegistrationProps>, fault: string] } = {
  'no endpoint': [{ endpoint: undefined }, 'endpoint: null is not the URL of an endpoint'],
  'an endpoint of another scheme': [
    { endpoint: RestateEndpoint.fromUrl('grpc://greeter') },
    'endpoint: "grpc://greeter" is not the URL of an endpoint',
  ],
  'a password in a URL': [
    { endpoint: RestateEndpoint.fromUrl('http://me:secret@greeter') },
    'endpoint: the URL has more than host, port and path',
  ],
  'a Lambda function without a version': [
    { endpoint: RestateEndpoint.fromLambdaArn(LAMBDA) },
    `endpoint: "${LAMBDA}" is not the ARN of a version`,
  ],
  'a role that is none': [
    { endpoint: RestateEndpoint.fromLambdaArn(`${LAMBDA}:7`, { assumeRoleArn: 'restate' }) },
    'endpoint.assumeRoleArn: "restate" is not the ARN of a role',
  ],
  'a Service that none is called': [
    { endpoint: RestateEndpoint.fromService('My Service') },
    'endpoint.name: "My Service" is not a DNS label',
  ],
  'a secret where anybody can read it': [
    { headers: { Authorization: 'Bearer x' } },
    'headers["Authorization"]: the value of such a header is a secret',
  ],
  'a header that is none': [
    { headers: { 'x tenant': 'a' } },
    'headers["x tenant"]: "x tenant" is not',
  ],
  'a header given twice': [
    { headers: { 'x-key': 'a' }, secretHeaders: { 'X-Key': { name: 'b', key: 'c' } } },
    'secretHeaders["X-Key"]: the header is given twice',
  ],
  'a key of no Secret': [
    { secretHeaders: { 'x-key': { key: 'c' } } },
    'secretHeaders["x-key"].name: missing required field',
  ],
  'a name too long for its Job': [
    { name: 'a'.repeat(53) },
    `name: "${'a'.repeat(53)}" is too long`,
  ],
};

test.each(Object.entries(FAULTS))(
  '%s is refused at synth, and nothing else',
  (_, [props, fault]) => {
    const [found, ...others] = faultsOf(register(props).chart);
    expect(found).toContain(`[shop/greeter] ${fault}`);
    expect(others).toEqual([]);
  },
);

test.each<[string, Partial<RestateRegistrationProps>, string]>([
  [
    'an alias of a Lambda function',
    { endpoint: RestateEndpoint.fromLambdaArn(`${LAMBDA}:$LATEST`) },
    'endpoint: "$LATEST" can later point to other code',
  ],
  [
    'a header that sounds like a secret',
    { headers: { 'x-tenant': 'a', 'X-Api-Key': 'b' } },
    'headers["X-Api-Key"]: seems to be a secret, and is readable in a ConfigMap; put it into a Secret and name that',
  ],
])('%s is a warning', (_, props, expected) => {
  const write = jest.spyOn(process.stderr, 'write').mockReturnValue(true);
  const { chart } = register(props);
  expect(faultsOf(chart)).toEqual([]);
  const warnings = write.mock.calls.map(([text]) => String(text));
  write.mockRestore();
  expect(warnings).toEqual([expect.stringContaining(expected)]);
});

test('the default child is the Job that registers it, where there is one', () => {
  const { registration, chart } = register();
  const [{ metadata }] = ofKind(chart, 'Job');
  expect((registration.node.defaultChild as ApiObject).toJson().metadata).toEqual(metadata);

  const watched = newChart();
  new RestateRuntime(watched, 'runtime', { mode: RestateRuntimeMode.deployment() });
  expect(register({}, watched).registration.node.defaultChild).toBeUndefined();
});
