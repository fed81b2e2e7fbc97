import { Chart } from 'cdk8s';
import { faultsOf } from '../core/faults-of';
import { newDeployment, ofKind } from '../deployment/synth';

const app = { name: 'app', image: 'greeter:1' };

/** What synth says of a template, and the template that comes out of it. */
function synthOf(rawTemplate: any) {
  const write = jest.spyOn(process.stderr, 'write').mockReturnValue(true);
  try {
    const chart = Chart.of(newDeployment({ template: undefined, rawTemplate }));
    const faults = faultsOf(chart).map((fault) => fault.replace('[shop/greeter] ', ''));
    const warnings = write.mock.calls.map(([text]) =>
      String(text).trim().replace('Warning: [shop/greeter] ', ''),
    );
    const manifest = faults.length === 0 ? ofKind(chart, 'ReplicaSet')[0].spec.template : undefined;
    return { faults, warnings, manifest };
  } finally {
    write.mockRestore();
  }
}
const ofPod = (spec: any) => synthOf({ spec: { containers: [app], ...spec } });
const ofContainer = (more: any) => ofPod({ containers: [{ ...app, ...more }] });

describe('a raw template has its lists and maps where they belong', () => {
  test.each([
    [{ metadata: [] }, 'metadata: [] is not a map; write a map'],
    [{ metadata: { labels: 'a' } }, 'metadata.labels: "a" is not a map; write a map'],
    [{ metadata: { annotations: [1] } }, 'metadata.annotations: [1] is not a map; write a map'],
    [{ spec: 'x' }, 'spec: "x" is not a map; write a map'],
  ])('%j', (wrong, fault) => {
    expect(synthOf({ spec: { containers: [app] }, ...wrong }).faults).toEqual([
      `rawTemplate.${fault}`,
    ]);
  });

  test.each([
    [{ containers: 1 }, 'containers: 1 is not a list; write a list'],
    [{ containers: [null] }, 'containers[0]: null is not a map; write a map'],
    [{ initContainers: {} }, 'initContainers: {} is not a list; write a list'],
    [{ volumes: {} }, 'volumes: {} is not a list; write a list'],
    [{ volumes: ['v'] }, 'volumes[0]: "v" is not a map; write a map'],
  ])('%j in its spec', (wrong, fault) => {
    expect(ofPod(wrong).faults).toEqual([`rawTemplate.spec.${fault}`]);
  });

  test.each([
    [{ ports: {} }, 'ports: {} is not a list; write a list'],
    [{ ports: [1] }, 'ports[0]: 1 is not a map; write a map'],
    [{ env: {} }, 'env: {} is not a list; write a list'],
    [{ env: ['A=b'] }, 'env[0]: "A=b" is not a map; write a map'],
    [{ volumeMounts: {} }, 'volumeMounts: {} is not a list; write a list'],
    [{ volumeMounts: ['v'] }, 'volumeMounts[0]: "v" is not a map; write a map'],
    [{ resources: [] }, 'resources: [] is not a map; write a map'],
    [{ resources: { requests: 1 } }, 'resources.requests: 1 is not a map; write a map'],
    [{ resources: { limits: [] } }, 'resources.limits: [] is not a map; write a map'],
  ])('%j in each container', (wrong, fault) => {
    expect(ofContainer(wrong).faults).toEqual([`rawTemplate.spec.containers[0].${fault}`]);
    const initContainers = [{ ...app, name: 'init', ...wrong }];
    expect(ofPod({ initContainers }).faults).toEqual([
      `rawTemplate.spec.initContainers[0].${fault}`,
    ]);
  });

  test('all of those that it has not are told at once', () => {
    expect(ofContainer({ ports: {}, env: {} }).faults).toHaveLength(2);
    const containers = [{ ...app, ports: [1, 2] }, 'b'];
    expect(ofPod({ containers, volumes: {} }).faults).toHaveLength(4);
  });

  test('nulls are as good as nothing', () => {
    const container = { ...app, ports: null, env: null, volumeMounts: null, resources: null };
    const spec = { containers: [container], initContainers: null, volumes: null };
    expect(synthOf({ metadata: null, spec })).toMatchObject({ faults: [], warnings: [] });
  });
});

test('pods take labels and annotations from a template, and nothing else of its metadata', () => {
  const labels = { app: 'greeter' };
  const annotations = { team: 'a' };
  const { warnings, manifest } = synthOf({
    metadata: { name: 'lost', generateName: null, labels, annotations },
    spec: { containers: [app] },
  });
  expect(warnings).toEqual([
    'rawTemplate.metadata.name: is ignored; write labels and annotations only',
  ]);
  expect(manifest.metadata.labels).toMatchObject(labels);
  expect(manifest.metadata.annotations).toEqual(annotations);
  expect(manifest.metadata).not.toHaveProperty('name');
});

test('a version keeps its name whether labels and annotations are null or not given', () => {
  const name = (metadata: any) => {
    const rawTemplate = { metadata, spec: { containers: [app] } };
    return newDeployment({ template: undefined, rawTemplate }).versionName;
  };
  expect(name({ labels: null, annotations: null })).toBe(name({}));
  expect(name({ labels: {}, annotations: {} })).not.toBe(name({}));
});

test.each([
  [{ labels: { 'a b': 'c' } }, /^rawTemplate\.metadata\.labels: the key "a b" is not/],
  [{ labels: { a: 'b c' } }, /^rawTemplate\.metadata\.labels\["a"\]: "b c" is not a label value/],
  [
    { annotations: { a: 1 } },
    /^rawTemplate\.metadata\.annotations\["a"\]: must be a string, got 1/,
  ],
  [
    { labels: { 'restate.dev/a': 'b' } },
    /^rawTemplate\.metadata\.labels: the key "restate.dev\/a" is reserved; choose another key$/,
  ],
  [
    { annotations: { 'pod-template-hash': 'b' } },
    /^rawTemplate\.metadata\.annotations: the key "pod-template-hash" is reserved; choose another key$/,
  ],
])('the metadata %j is refused', (metadata, fault) => {
  const { faults } = synthOf({ metadata, spec: { containers: [app] } });
  expect(faults).toEqual([expect.stringMatching(fault)]);
});

test('the library keeps a prefix to itself, and all of its keys are told in one order', () => {
  const labels = { 'restate.dev/b': 'x', 'restate.dev/a': 'x', 'my.restate.dev/a': 'x' };
  const { faults } = synthOf({ metadata: { labels }, spec: { containers: [app] } });
  expect(faults.map((fault) => /"(.*?)"/.exec(fault)?.[1])).toEqual([
    'restate.dev/a',
    'restate.dev/b',
  ]);
});

test.each([undefined, null, '', 'Always'])('a restartPolicy of %j is no fault', (restartPolicy) => {
  expect(ofPod({ restartPolicy }).faults).toEqual([]);
});

test('another restartPolicy is refused, as ReplicaSets have none', () => {
  expect(ofPod({ restartPolicy: 'Never' }).faults).toEqual([
    'rawTemplate.spec.restartPolicy: unsupported value "Never"; leave it out, or write "Always"',
  ]);
});

test('a container without a name is a fault', () => {
  expect(ofPod({ containers: [{ image: 'a' }] }).faults).toEqual([
    expect.stringMatching(/^rawTemplate\.spec\.containers\[0\]\.name: missing required field/),
  ]);
});

test.each([[[]], [undefined], [null]])('pods need a container: %j', (containers) => {
  expect(ofPod({ containers }).faults).toEqual([
    `rawTemplate.spec.containers: ${JSON.stringify(containers)} has no containers; add one`,
  ]);
  expect(synthOf({}).faults).toEqual([
    'rawTemplate.spec.containers: undefined has no containers; add one',
  ]);
});

test('volumes, containers and mounts go together', () => {
  const volumeMounts = [{ name: 'v', mountPath: '/v' }];
  const container = { ...app, volumeMounts };
  const volumes = [{ name: 'v', emptyDir: {} }];
  const initContainers = [{ ...container, name: 'init' }];
  expect(ofPod({ containers: [container], initContainers, volumes }).faults).toEqual([]);
  const paths = (spec: any) => ofPod(spec).faults.map((fault) => fault.split(': ')[0]);
  expect(paths({ volumes: [...volumes, ...volumes] })).toEqual([
    'rawTemplate.spec.volumes[1].name',
  ]);
  expect(paths({ containers: [app, container], initContainers })).toEqual([
    'rawTemplate.spec.initContainers[0].volumeMounts[0].name',
    'rawTemplate.spec.containers[1].name',
    'rawTemplate.spec.containers[1].volumeMounts[0].name',
  ]);
});

describe('a probe of a port that no container has', () => {
  const named = (port: unknown) => ({ ports: [{ name: 'http', containerPort: 80 }], port });

  test.each(
    ['livenessProbe', 'readinessProbe', 'startupProbe'].flatMap((probe) =>
      ['httpGet', 'tcpSocket'].map((check) => [probe, check]),
    ),
  )('is a warning of the %s by %s', (probe, check) => {
    const { ports, port } = named('https');
    const { faults, warnings } = ofContainer({ ports, [probe]: { [check]: { port } } });
    expect(faults).toEqual([]);
    expect(warnings).toEqual([
      `rawTemplate.spec.containers[0].${probe}.${check}.port: the container has no port called "https"; write http`,
    ]);
  });

  test.each(['http', 80, undefined])('and one of %j is none', (port) => {
    const { ports } = named(port);
    expect(ofContainer({ ports, livenessProbe: { httpGet: { port } } }).warnings).toEqual([]);
    expect(ofContainer({ ports, livenessProbe: { exec: {} } }).warnings).toEqual([]);
  });

  test('is a warning where there are no ports at all', () => {
    const { warnings } = ofContainer({ livenessProbe: { tcpSocket: { port: 'http' } } });
    expect(warnings).toHaveLength(1);
  });
});

test('a template is given once, as what it is called', () => {
  const faults = (props: object) =>
    faultsOf(Chart.of(newDeployment(props))).map((fault) => fault.replace('[shop/greeter] ', ''));
  const spec = { containers: [{ name: 'A', image: 'a' }] };
  expect(faults({ template: undefined })).toEqual([
    'template, rawTemplate: neither is given; write exactly one of them',
  ]);
  expect(faults({ rawTemplate: { spec } })).toEqual([
    'template, rawTemplate: both are given; write exactly one of them',
  ]);
  expect(faults({ template: { spec }, rawTemplate: {} })).toHaveLength(2);
  expect(faults({ template: { spec } })).toEqual([
    expect.stringMatching(/^template\.spec\.containers\[0\]\.name: "A" is not a DNS label/),
  ]);
});
