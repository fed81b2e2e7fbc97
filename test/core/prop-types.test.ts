import { App, Chart } from 'cdk8s';
import { CONSTRUCTS } from '../fuzz/constructs';
import type { Maker } from '../fuzz/constructs';

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
  const [, maker, props] = CONSTRUCTS[0];
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
  const [, maker, props] = CONSTRUCTS.find(([known]) => known === name)!;
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

test.each(CONSTRUCTS)(
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
