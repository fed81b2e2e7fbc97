import { App, Chart, Duration, Size } from 'cdk8s';
import {
  EnvoySidecar,
  KnativeService,
  RestateAdmin,
  RestateCloudEnvironment,
  RestateCluster,
  RestateDeployment,
  RestateEndpoint,
  RestateKnativeDeployment,
  RestateRegistration,
  RestateRuntime,
} from '../../src';

const admin = RestateAdmin.fromUrl('http://restate.restate:9070');
const template = { spec: { containers: [{ name: 'app', image: 'a:1' }] } };

const knativeTemplate = {
  spec: {
    containers: [{ name: 'app', image: 'a:1', ports: [{ name: 'h2c', containerPort: 9080 }] }],
  },
};

type Maker = new (scope: Chart, id: string, props: any) => unknown;

const SOUND: Array<[name: string, maker: Maker, props: any]> = [
  [
    'RestateCluster',
    RestateCluster,
    {
      compute: { image: 'restate:1', env: [], terminationGracePeriod: Duration.seconds(3) },
      storage: { size: Size.gibibytes(1) },
      security: { disableNetworkPolicies: false, networkPeers: { admin: [] } },
      platform: { gcpWorkloadIdentity: false },
      jobs: { enabled: true },
    },
  ],
  ['RestateDeployment', RestateDeployment, { admin, template, autoscaling: { maxReplicas: 2 } }],
  ['RestateKnativeDeployment', RestateKnativeDeployment, { admin, template: knativeTemplate }],
  ['KnativeService', KnativeService, { admin, image: 'a:1' }],
  [
    'RestateRegistration',
    RestateRegistration,
    { admin, endpoint: RestateEndpoint.fromUrl('http://greeter:9080') },
  ],
  ['RestateRuntime', RestateRuntime, {}],
  [
    'RestateCloudEnvironment',
    RestateCloudEnvironment,
    {
      environmentId: 'env_1',
      region: 'us',
      signingPublicKey: 'publickeyv1_1',
      bearerToken: { name: 'a', key: 'b' },
      tunnel: { replicas: 1 },
    },
  ],
  ['EnvoySidecar', EnvoySidecar, {}],
];

const BOOLEANS = [
  'autoProvision',
  'security.disableNetworkPolicies',
  'security.allowOperatorAccessToAdmin',
  'security.waitForCredentials',
  'jobs.enabled',
];

function synth(maker: Maker, props: any): string {
  const chart = new Chart(new App(), 'app', { namespace: 'apps' });
  new maker(chart, 'a', props);
  const stderr = jest.spyOn(process.stderr, 'write').mockReturnValue(true);
  try {
    chart.toJson();
    return '';
  } catch (error) {
    return (error as Error).message;
  } finally {
    stderr.mockRestore();
  }
}

function changed(props: any, path: string, value: unknown): any {
  const [first, ...rest] = path.split('.');
  const inner = rest.length === 0 ? value : changed(props[first] ?? {}, rest.join('.'), value);
  return { ...props, [first]: inner };
}

test.each(BOOLEANS)('%s of a cluster is true or false, and nothing else', (path) => {
  const [, maker, props] = SOUND[0];
  expect(synth(maker, changed(props, path, 'false'))).toContain(
    `[app/a] ${path}: must be a boolean, got "false"; write true or false`,
  );
});

test.each([
  ['RestateDeployment', 'drainDelay', 300, 'must be a Duration, got 300'],
  ['RestateDeployment', 'admin', 'http://a', 'must be a RestateAdmin, got "http://a"'],
  ['RestateDeployment', 'paused', 'false', 'must be a boolean, got "false"'],
  ['RestateDeployment', 'deletionPolicy', 'force', 'must be a RestateDeletionPolicy, got "force"'],
  ['RestateCluster', 'storage.size', '2Gi', 'must be a Size, got "2Gi"'],
  ['RestateCluster', 'config', 'a = 1', 'must be a RestateConfig, got "a = 1"'],
  ['RestateCluster', 'compute.env', { A: 'b' }, 'must be a list of maps, got {"A":"b"}'],
  ['RestateCluster', 'compute.imagePullSecrets', 'x', 'must be a list, got "x"'],
  ['RestateCluster', 'security.networkPeers.admin', {}, 'must be a list of maps, got {}'],
  [
    'RestateCluster',
    'security.requestSigningPrivateKey',
    { secretName: 'a', key: 'b' },
    'must be a RestateSigningKey, got {"secretName":"a","key":"b"}',
  ],
  ['RestateCluster', 'security.identity', 'arn', 'must be a RestateIdentity, got "arn"'],
  ['RestateRuntime', 'mode', 'deployment', 'must be a RestateRuntimeMode, got "deployment"'],
  ['RestateRegistration', 'endpoint', 'http://a', 'must be a RestateEndpoint, got "http://a"'],
  ['EnvoySidecar', 'noProxy', 'a', 'must be a list, got "a"'],
])('%s: %s of a wrong type is a fault with its path', (name, path, value, problem) => {
  const [, maker, props] = SOUND.find(([known]) => known === name)!;
  expect(synth(maker, changed(props, path, value))).toContain(`[app/a] ${path}: ${problem}; `);
});

const ODD = ['text', '', 3, -1, true, null, [], {}, ['a'], [null], { a: null }, () => 1];

/** All paths of props that the struct of the construct's own model reads. */
function pathsOf(props: any, at = ''): string[] {
  return Object.entries(props).flatMap(([key, value]: [string, any]) => [
    `${at}${key}`,
    ...(value !== null && Object.getPrototypeOf(value) === Object.prototype
      ? pathsOf(value, `${at}${key}.`)
      : []),
  ]);
}

test.each(SOUND)(
  'whatever the props of %s are, synth tells faults and never breaks',
  (_, maker, props) => {
    expect(synth(maker, props)).toBe('');
    for (const path of pathsOf(props)) {
      for (const value of [...ODD, undefined]) {
        const message = synth(maker, changed(props, path, value));
        expect(message).toMatch(/^$|^Validation failed/);
      }
    }
    for (const whole of [undefined, null, 'text', 3, []]) {
      expect(synth(maker, whole)).toMatch(/^$|^Validation failed/);
    }
  },
);
