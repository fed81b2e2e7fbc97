import { App, Chart, Duration } from 'cdk8s';
import { RestateAdmin, RestateCluster, RestateKnativeDeployment } from '../../src';
import type { RestateKnativeDeploymentProps } from '../../src';
import { newEnvironment } from '../cloud/environment';

const container = (ports: object[] = [{ name: 'h2c', containerPort: 9080 }]) => ({
  spec: { containers: [{ image: 'greeter:1', ports }] },
});

function deployed(props: Partial<RestateKnativeDeploymentProps> = {}): RestateKnativeDeployment {
  const chart = new Chart(new App(), 'app', { namespace: 'apps' });
  return new RestateKnativeDeployment(chart, 'greeter', {
    admin: RestateAdmin.fromCluster(RestateCluster.fromClusterName('restate')),
    rawTemplate: container(),
    ...props,
  });
}

function desired(deployment: RestateKnativeDeployment): any {
  const objects = Chart.of(deployment).toJson();
  const configMap = objects.find(({ data }) => data?.['desired.json'] !== undefined);
  return JSON.parse(configMap.data['desired.json']);
}

function faults(props: Partial<RestateKnativeDeploymentProps>): string {
  try {
    Chart.of(deployed(props)).toJson();
  } catch (error) {
    return (error as Error).message;
  }
  return '';
}

test('every change of the template makes a new version, unless a tag holds it together', () => {
  const other = container([{ name: 'http1', containerPort: 9080 }]);
  expect(deployed().versionName).not.toBe(deployed({ rawTemplate: other }).versionName);
  const [one, two] = [deployed({ tag: 'v1' }), deployed({ tag: 'v1', rawTemplate: other })];
  expect(one.versionName).toBe('greeter-v1');
  expect(two.versionName).toBe('greeter-v1');
  // What is updated in place has to be discovered again.
  const [entry, changed] = [one, two].map((version) => desired(version).deployments[0]);
  expect(changed.discoveryHash).not.toBe(entry.discoveryHash);
});

test('the runtime is told of a Route whose address it has yet to learn', () => {
  const state = desired(deployed({ tag: 'v1', servicePath: 'api', useHttp11: true }));
  expect(state.knative).toBe(true);
  expect(state.deployments[0]).toMatchObject({
    name: 'greeter',
    mode: 'KnativeConfiguration',
    version: 'v1',
    object: 'greeter-v1',
    servicePath: '/api',
    useHttp11: true,
  });
  expect(state.deployments[0].uri).toBeUndefined();
});

test('a version outlives the manifest, and says itself what it is', () => {
  const { configuration, route, runtime } = deployed({ tag: 'v1', servicePath: 'api' });
  for (const { metadata } of [configuration.toJson(), route.toJson()]) {
    expect(metadata.annotations).toMatchObject({ 'helm.sh/resource-policy': 'keep' });
    expect(metadata.labels).toMatchObject({
      'restate.dev/owned-by': 'greeter',
      'restate.dev/runtime': runtime.name,
    });
  }
  expect(route.toJson().metadata.annotations).toMatchObject({
    'restate.dev/version': 'v1',
    'restate.dev/service-path': '/api',
    'restate.dev/admin-url': 'http://restate.restate.svc.cluster.local:9070',
  });
});

test('scale bounds are annotations, and those of the template go before them', () => {
  const annotations = { 'autoscaling.knative.dev/max-scale': '7' };
  const { template } = deployed({
    rawTemplate: { metadata: { annotations }, ...container() },
    minScale: 1,
    maxScale: 3,
    target: 20,
  }).configuration.toJson().spec;
  expect(template.metadata.annotations).toMatchObject({
    'autoscaling.knative.dev/min-scale': '1',
    'autoscaling.knative.dev/max-scale': '7',
    'autoscaling.knative.dev/target': '20',
  });
});

test("the duration of a rollout is the Route's alone", () => {
  const { configuration, route } = deployed({ rolloutDuration: Duration.minutes(2) });
  const key = 'serving.knative.dev/rollout-duration';
  expect(route.toJson().metadata.annotations[key]).toBe('120s');
  expect(configuration.toJson().metadata.annotations[key]).toBeUndefined();
});

test.each([
  [
    'a port that Knative does not know',
    container([{ name: 'restate', containerPort: 9080 }]),
    /ports\[0\]\.name: unsupported port name "restate"; use "h2c"/,
  ],
  [
    'no port',
    container([]),
    /rawTemplate\.spec\.containers: no container has a port; give one container one port/,
  ],
  [
    'two ports',
    container([{ name: 'h2c', containerPort: 1 }, { containerPort: 2 }]),
    /containers\[0\]\.ports: 2 ports, and Knative allows one/,
  ],
])('%s is refused', (_, rawTemplate, fault) => {
  expect(faults({ rawTemplate })).toMatch(fault);
});

test('all faults are reported at once, each with its field', () => {
  const message = faults({
    name: 'a'.repeat(60),
    tag: '1st',
    minScale: 5,
    maxScale: 3,
    target: 0,
    rolloutDuration: Duration.millis(1500),
    annotations: { 'autoscaling.knative.dev/min-scale': '1', 'restate.dev/tag': 'x' },
  });
  for (const fault of [
    'name: ',
    'tag: "1st"',
    'minScale: 5 is more than maxScale, 3',
    'target: must be an integer greater than or equal to 1, got 0',
    'rolloutDuration: must be a whole number of seconds, got 1.5',
    'Knative rejects "autoscaling.knative.dev/min-scale" on its objects',
    'annotations: the key "restate.dev/tag" is reserved',
  ]) {
    expect(message).toContain(fault);
  }
});

test('a version on Restate Cloud says which tunnel leads to it, also once it has left the app', () => {
  const chart = new Chart(new App(), 'app', { namespace: 'apps' });
  const environment = newEnvironment(chart);
  const { route } = new RestateKnativeDeployment(chart, 'greeter', {
    admin: RestateAdmin.fromCloud(environment),
    rawTemplate: container(),
  });
  const key = 'restate.dev/tunnel-url';
  expect(route.toJson().metadata.annotations[key]).toBe(
    'https://tunnel.us.restate.cloud:9080/123abc/mine',
  );
  // Elsewhere the address of the Route is what Restate calls.
  expect(deployed().route.toJson().metadata.annotations).not.toHaveProperty([key]);
});

test('the default child is the Configuration, for escape hatches', () => {
  const deployment = deployed();
  expect(deployment.node.defaultChild).toBe(deployment.configuration);
});
