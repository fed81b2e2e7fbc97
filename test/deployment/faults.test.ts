import { App, Chart, Duration } from 'cdk8s';
import { k8s } from 'cdk8s-plus-28';
import { MINIMAL, newChart, newDeployment } from './synth';
import {
  EnvoySidecar,
  RestateAdmin,
  RestateCluster,
  RestateDeletionPolicy,
  RestateDeployment,
} from '../../src';
import type { RestateDeploymentProps } from '../../src';
import { newCluster } from '../cluster/synth';
import { faultsOf } from '../core/faults-of';

const app = { name: 'app', image: 'greeter:1' };
const withTemplate = (rawTemplate: any) => ({ template: undefined, rawTemplate });
const withPod = (spec: any) => withTemplate({ spec });
const labelled = (labels: any) =>
  withTemplate({ metadata: { labels }, spec: { containers: [app] } });

/** What is given, and how the one fault about it begins. */
const FAULTS: { [about: string]: [props: Partial<RestateDeploymentProps>, fault: string] } = {
  'no admin API': [{ admin: undefined }, 'admin: missing required field'],
  'an admin API that is no URL': [
    { admin: RestateAdmin.fromUrl('restate:9070') },
    'admin: "restate:9070" is not an http or https URL',
  ],
  'a password in the URL of an admin API': [
    { admin: RestateAdmin.fromUrl('http://me:secret@restate:9070') },
    'admin: the URL contains user information',
  ],
  'a cluster of a name that is none': [
    { admin: RestateAdmin.fromCluster(RestateCluster.fromClusterName('Bad Name!')) },
    'admin.cluster: "Bad Name!" is not a DNS label',
  ],
  'no template': [{ template: undefined }, 'template, rawTemplate: neither is given'],
  'two templates': [{ rawTemplate: { spec: {} } }, 'template, rawTemplate: both are given'],
  'a template without containers': [
    withPod({}),
    'rawTemplate.spec.containers: undefined has no containers',
  ],
  'containers that are no list': [
    withPod({ containers: { app } }),
    'rawTemplate.spec.containers: {"app":{"name":"app","image":"greeter:1"}} is not a list',
  ],
  'ports that are no list of maps': [
    withPod({ containers: [{ ...app, ports: [9080] }] }),
    'rawTemplate.spec.containers[0].ports[0]: 9080 is not a map',
  ],
  'a port that no machine has': [
    withPod({ containers: [{ ...app, ports: [{ containerPort: 70000 }] }] }),
    'rawTemplate.spec.containers[0].ports[0].containerPort: 70000 is not a port',
  ],
  'a port of a name too long': [
    withPod({ containers: [{ ...app, ports: [{ name: 'a-very-long-name', containerPort: 1 }] }] }),
    'rawTemplate.spec.containers[0].ports[0].name: "a-very-long-name" is not a port name',
  ],
  'a port whose name has no letter': [
    withPod({
      initContainers: [{ ...app, ports: [{ name: '8-0', containerPort: 1 }] }],
      containers: [{ ...app, name: 'b' }],
    }),
    'rawTemplate.spec.initContainers[0].ports[0].name: "8-0" is not a port name',
  ],
  'two ports of one name': [
    withPod({
      containers: [
        {
          ...app,
          ports: [
            { name: 'http', containerPort: 1 },
            { name: 'http', containerPort: 2 },
          ],
        },
      ],
    }),
    'rawTemplate.spec.containers[0].ports[1].name: duplicate port name "http", also used by rawTemplate.spec.containers[0].ports[0]',
  ],
  'pods that end': [
    withPod({ containers: [app], restartPolicy: 'OnFailure' }),
    'rawTemplate.spec.restartPolicy: unsupported value "OnFailure"',
  ],
  'a mount without a volume': [
    withPod({ containers: [{ ...app, volumeMounts: [{ name: 'v', mountPath: '/v' }] }] }),
    'rawTemplate.spec.containers[0].volumeMounts[0].name: no volume named "v"',
  ],
  'two containers of one name': [
    withPod({ containers: [app], initContainers: [app] }),
    'rawTemplate.spec.containers[0].name: duplicate container name "app"',
  ],
  'a quantity that is none': [
    withPod({ containers: [{ ...app, resources: { requests: { cpu: 'much' } } }] }),
    'rawTemplate.spec.containers[0].resources.requests.cpu: "much" is not a quantity',
  ],
  'a label of the library in the template': [
    labelled({ 'restate.dev/runtime': 'x' }),
    'rawTemplate.metadata.labels: the key "restate.dev/runtime" is reserved',
  ],
  'an enum with a slip': [
    withPod({ containers: [app], tolerations: [{ operator: 'Exist' }] }),
    'rawTemplate.spec.tolerations[0].operator: unsupported value "Exist"; did you mean "Exists"? supported values: "Exists", "Equal"',
  ],
  'a metric of a type that there is not': [
    { autoscaling: { maxReplicas: 2, metrics: [{ type: 'Ressource' }] } },
    'autoscaling.metrics[0].type: unsupported value "Ressource"; did you mean "Resource"?',
  ],
  'a request above its limit': [
    withPod({
      containers: [{ ...app, resources: { requests: { cpu: '1' }, limits: { cpu: '500m' } } }],
    }),
    'rawTemplate.spec.containers[0].resources.requests.cpu: "1" is more than the limit, "500m"; lower it',
  ],
  'an image of variables that are not set': [
    withPod({ containers: [{ ...app, image: 'registry.example/undefined:1' }] }),
    'rawTemplate.spec.containers[0].image: "registry.example/undefined:1" contains "undefined"; set the variable',
  ],
  'an annotation by which versions are told apart': [
    { annotations: { 'restate.dev/pod-template': '{}' } },
    'annotations: the key "restate.dev/pod-template" is reserved',
  ],
  'a sync wave that is no whole number': [
    { annotations: { 'argocd.argoproj.io/sync-wave': 'first' } },
    'annotations["argocd.argoproj.io/sync-wave"]: "first" is not a sync wave',
  ],
  'a label of the library': [
    { labels: { 'restate.dev/owned-by': 'me' } },
    'labels: the key "restate.dev/owned-by" is reserved',
  ],
  'a selector that does not match': [
    { ...labelled({ app: 'this' }), selector: { matchLabels: { app: 'other' } } },
    'selector.matchLabels["app"]: "other" does not match the template\'s label, which is "this"',
  ],
  'an expression that does not match': [
    { selector: { matchExpressions: [{ key: 'tier', operator: 'Exists' }] } },
    'selector.matchExpressions[0]: {"key":"tier","operator":"Exists"} does not match',
  ],
  'an expression without values': [
    { ...labelled({ app: 'x' }), selector: { matchExpressions: [{ key: 'app', operator: 'In' }] } },
    'selector.matchExpressions[0].values: null is not valid with the operator In',
  ],
  'an operator that is none': [
    { selector: { matchExpressions: [{ key: 'app', operator: 'Is' }] } },
    'selector.matchExpressions[0].operator: unsupported operator "Is"',
  ],
  'more pods at least than at most': [
    { autoscaling: { minReplicas: 4, maxReplicas: 3 } },
    'autoscaling.minReplicas: 4 is more than maxReplicas, 3',
  ],
  'a target of the autoscaler': [
    { autoscaling: { maxReplicas: 3, overrides: { scaleTargetRef: {} } } },
    'autoscaling.overrides.scaleTargetRef: is always the ReplicaSet of the version',
  ],
  'less than no pods': [
    { replicas: -1 },
    'replicas: must be an integer greater than or equal to 0, got -1',
  ],
  'half a second': [
    { drainDelay: Duration.millis(500) },
    'drainDelay: must be a whole number of seconds, got 0.5',
  ],
  'pods that are ready for half a second': [
    { minReady: Duration.millis(500) },
    'minReady: must be a whole number of seconds, got 0.5',
  ],
  'half a second before force': [
    { deletionPolicy: RestateDeletionPolicy.drainThenForce(Duration.millis(500)) },
    'deletionPolicy.after: must be a whole number of seconds, got 0.5',
  ],
  'a name that no Service can have': [
    { name: '1st' },
    'name: "1st" is not a DNS label that starts with a letter',
  ],
  'a name that leaves no room for the hash': [
    { name: 'a'.repeat(60) },
    `name: "${'a'.repeat(60)}" with the hash `,
  ],
  'a namespace that is none': [{ namespace: 'My Apps' }, 'namespace: "My Apps" is not a DNS label'],
  'a domain that is none': [{ clusterDns: '-' }, 'clusterDns: "-" is not a DNS subdomain name'],
};

test.each(Object.entries(FAULTS))(
  '%s is refused at synth, and nothing else',
  (_, [props, fault]) => {
    const deployment = newDeployment(props);
    const [found, ...others] = faultsOf(Chart.of(deployment));
    expect(found).toContain(`[shop/greeter] ${fault}`);
    expect(found).toMatch(/; \S/);
    expect(others).toEqual([]);
  },
);

test('all faults of all constructs are told at once', () => {
  const chart = newChart();
  newDeployment({ replicas: -1, minReady: Duration.millis(1500) }, chart);
  new RestateDeployment(chart, 'other', { ...MINIMAL, revisionHistoryLimit: -3 });
  expect(faultsOf(chart)).toHaveLength(3);
});

test('two deployments of one name in a namespace are refused', () => {
  const chart = newChart();
  newDeployment({}, chart);
  new RestateDeployment(chart, 'again', { ...MINIMAL, name: 'greeter' });
  expect(faultsOf(chart)).toEqual([
    '[shop/again] name: "greeter" is already the name of "shop/greeter"; choose another name; several environments need an App each, such as new App({ outdir: "dist/prod" })',
  ]);
});

test('a label of the library on the chart is refused', () => {
  const chart = new Chart(new App(), 'shop', { labels: { 'restate.dev/runtime': 'x' } });
  newDeployment({}, chart);
  expect(faultsOf(chart)).toEqual([
    '[shop/greeter] labels of the chart: the key "restate.dev/runtime" is reserved; choose another key',
  ]);
});

test('what Kubernetes accepts and is likely a mistake is a warning', () => {
  const write = jest.spyOn(process.stderr, 'write').mockReturnValue(true);
  const chart = Chart.of(
    newDeployment({
      name: 'a'.repeat(53),
      ...withTemplate({
        metadata: { name: 'lost', labels: { 'pod-template-hash': 'older' } },
        spec: {
          containers: [
            {
              ...app,
              imagPullPolicy: 'Always',
              ports: [{ name: 'metrics', containerPort: 9464 }, { containerPort: 9080 }],
              readinessProbe: { httpGet: { port: 'http' } },
            },
          ],
          topologySpreadConstraints: [{ labelSelector: { matchLabels: { app: 'other' } } }],
        },
      }),
      admin: RestateAdmin.fromUrl('http://restate.example', {
        bearerToken: { name: 'token', key: 'token' },
      }),
      replicas: 3,
      autoscaling: { minReplicas: 0, maxReplicas: 1 },
    }),
  );
  expect(faultsOf(chart)).toEqual([]);
  const warnings = write.mock.calls.map(([text]) => String(text));
  write.mockRestore();
  expect(warnings.map((text) => /\] ([\w.[\]"-]+):/.exec(text)?.[1])).toEqual([
    'admin.bearerToken',
    'rawTemplate.metadata.name',
    'rawTemplate.metadata.labels["pod-template-hash"]',
    'rawTemplate.spec.containers[0].readinessProbe.httpGet.port',
    'name',
    'autoscaling.minReplicas',
    'replicas',
    'rawTemplate.spec.containers[0].resources.requests.cpu',
    'rawTemplate.spec.containers',
    'rawTemplate.spec.containers[0].imagPullPolicy',
    'rawTemplate.spec.topologySpreadConstraints[0].labelSelector',
  ]);
  expect(warnings.join('')).toContain('unknown field (value "Always"); write imagePullPolicy');
});

describe('two deployments with the same template', () => {
  const told = (props: Partial<RestateDeploymentProps>) => {
    const write = jest.spyOn(process.stderr, 'write').mockReturnValue(true);
    const chart = newChart();
    newDeployment(props, chart);
    new RestateDeployment(chart, 'cart', { ...MINIMAL, ...props });
    const faults = faultsOf(chart);
    const warnings = write.mock.calls.map(([text]) => String(text));
    write.mockRestore();
    return { faults, warnings };
  };

  test('select the same pods, which is a warning', () => {
    expect(told({})).toEqual({
      faults: [],
      warnings: [
        'Warning: [shop/cart] selector: selects the pods of "shop/greeter" as well, since the template is the same; add a label with another value to both templates\n',
      ],
    });
  });

  test('are refused where each has an autoscaler', () => {
    const resources = { requests: { cpu: k8s.Quantity.fromString('100m') } };
    const template = { spec: { containers: [{ name: 'app', image: 'greeter:1', resources }] } };
    const { faults } = told({ template, autoscaling: { maxReplicas: 2 } });
    expect(faults).toEqual([expect.stringContaining('autoscalers that share pods do not scale')]);
  });
});

test('behind an Envoy sidecar of the cluster, a Service that is not headless is told', () => {
  const told = (props: Partial<RestateDeploymentProps>) => {
    const write = jest.spyOn(process.stderr, 'write').mockReturnValue(true);
    const chart = newChart();
    const cluster = newCluster({}, chart);
    newDeployment({ admin: RestateAdmin.fromCluster(cluster), ...props }, chart);
    new EnvoySidecar(chart, 'envoy', { cluster });
    expect(faultsOf(chart)).toEqual([]);
    const warnings = write.mock.calls.map(([text]) => String(text)).join('');
    write.mockRestore();
    return warnings;
  };
  expect(told({ replicas: 3 })).toContain('[shop/greeter] headlessService: is not set');
  expect(told({ replicas: 3, headlessService: true })).toBe('');
  expect(told({})).toBe('');
});
