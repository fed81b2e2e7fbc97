import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connectionsOf, connectionsOfText, entryOf, namespace, pod, policy, textOf } from './ask';
import { run } from '../run';

const WEB = [{ name: 'web', containerPort: 80 }];
const template = (labels: any = {}, ports: any[] = WEB) => ({
  metadata: { labels },
  spec: { containers: [{ name: 'main', image: 'a', ports }] },
});
const workload = (apiVersion: string, kind: string, name: string, spec: any) => ({
  apiVersion,
  kind,
  metadata: { namespace: 'one', name },
  spec,
});
const A = pod('one', 'a');
const destinations = async (...objects: any[]) => {
  const entries = await connectionsOf([A, ...objects]);
  return entries
    .filter(({ from, to }) => from === 'one/Pod/a' && to.startsWith('one/') && to !== from)
    .map(({ to, port, protocol }) => `${to} ${port}/${protocol}`);
};

describe('a workload', () => {
  test.each([
    ['v1', 'ReplicationController', { template: template() }],
    ['apps/v1', 'Deployment', { template: template() }],
    ['apps/v1', 'StatefulSet', { template: template() }],
    ['apps/v1', 'DaemonSet', { template: template() }],
    ['apps/v1', 'ReplicaSet', { template: template() }],
    ['batch/v1', 'Job', { template: template() }],
    ['batch/v1', 'CronJob', { jobTemplate: { spec: { template: template() } } }],
  ])('of %s can be a %s', async (apiVersion, kind, spec) => {
    expect(await destinations(workload(apiVersion, kind, 'w', spec))).toEqual([
      `one/${kind}/w 80/TCP`,
    ]);
  });

  test('is called at the ports of all its containers, and of init containers that go on', async () => {
    const container = (containerPort: number, more: any = {}) => ({
      name: 'c',
      ports: [{ containerPort, protocol: 'UDP' }],
      ...more,
    });
    const spec = {
      initContainers: [container(1), container(2, { restartPolicy: 'Always' })],
      containers: [container(3), container(4)],
    };
    expect(
      await destinations(workload('apps/v1', 'Deployment', 'w', { template: { spec } })),
    ).toEqual(['one/Deployment/w 2/UDP', 'one/Deployment/w 3/UDP', 'one/Deployment/w 4/UDP']);
  });

  test('is called where a Service leads, and where a policy names a port', async () => {
    const labels = { app: 'w' };
    const w = workload('apps/v1', 'Deployment', 'w', { template: template(labels, []) });
    const service = workload('v1', 'Service', 's', {
      selector: labels,
      ports: [
        { port: 80, targetPort: 8080 },
        { port: 53, protocol: 'UDP' },
      ],
    });
    const rules = { ingress: [{ ports: [{ port: 9000, endPort: 9009 }] }] };
    const p = policy('one', 'p', { podSelector: { matchLabels: labels }, ...rules });
    expect(await destinations(w, service, p)).toEqual([
      'one/Deployment/w 8080/TCP',
      'one/Deployment/w 9000/TCP',
      'one/Deployment/w 53/UDP',
    ]);
  });

  test('of no known port is called at any, but for a Job, which waits for nobody', async () => {
    const without = { template: template({}, []) };
    const w = workload('apps/v1', 'Deployment', 'w', without);
    const job = workload('batch/v1', 'Job', 'job', without);
    const entries = await connectionsOf([A, w, job]);
    expect(entryOf(entries, 'one/Pod/a', 'one/Deployment/w', 1234, 'SCTP').allowed).toBe(true);
    expect(entries.filter(({ to }) => to === 'one/Job/job')).toEqual([]);
  });

  test('that another one made is shown once', async () => {
    const made = (object: any, kind: string, name: string) => ({
      ...object,
      metadata: {
        ...object.metadata,
        ownerReferences: [{ apiVersion: 'apps/v1', kind, name, uid: 'u', controller: true }],
      },
    });
    const deployment = workload('apps/v1', 'Deployment', 'w', { template: template() });
    const set = workload('apps/v1', 'ReplicaSet', 'w-1', { template: template() });
    const all = [
      deployment,
      made(set, 'Deployment', 'w'),
      made(pod('one', 'w-1-x'), 'ReplicaSet', 'w-1'),
    ];
    expect(await destinations(...all)).toEqual(['one/Deployment/w 80/TCP']);
    expect(await destinations(all[2])).toContain('one/Pod/w-1-x 1/TCP');
  });

  test('of a Knative Service has the labels that Knative gives it, and its proxy beside it', async () => {
    const spec = { template: template({ app: 'g' }, [{ name: 'h2c', containerPort: 9080 }]) };
    const service = workload('serving.knative.dev/v1', 'Service', 'g', spec);
    const selecting = (matchLabels: any) =>
      policy('one', 'p', {
        podSelector: { matchLabels },
        ingress: [{ ports: [{ port: 'queue-port' }] }],
      });
    const name = 'one/Service.serving.knative.dev/g';
    for (const labels of [{ app: 'g' }, { 'serving.knative.dev/service': 'g' }]) {
      const entries = await connectionsOf([A, service, selecting(labels)]);
      expect(entryOf(entries, 'one/Pod/a', name, 8013).allowed).toBe(true);
      expect(entryOf(entries, 'one/Pod/a', name, 9080).allowed).toBe(false);
    }
  });

  test('a Job is selected by its name', async () => {
    const job = workload('batch/v1', 'Job', 'job', { template: template() });
    const p = policy('one', 'p', { podSelector: { matchLabels: { 'job-name': 'job' } } });
    const entries = await connectionsOf([A, job, p]);
    expect(entryOf(entries, 'one/Pod/a', 'one/Job/job', 80).allowed).toBe(false);
  });
});

test('objects that name no namespace live where the flag says', async () => {
  const object = { ...A, metadata: { name: 'a' } };
  const from = async (...flags: string[]) => (await connectionsOf([object], ...flags))[0].from;
  expect(await from()).toBe('default/Pod/a');
  expect(await from('--namespace', 'one')).toBe('one/Pod/a');
});

test('of an object that is given twice the later one counts', async () => {
  const closed = policy('one', 'p', { podSelector: {} });
  const open = policy('one', 'p', { podSelector: {}, ingress: [{}] });
  const B = pod('one', 'b', {}, WEB);
  const allowed = async (...objects: any[]) =>
    entryOf(await connectionsOf([A, B, ...objects]), 'one/Pod/a', 'one/Pod/b', 80).allowed;
  expect(await allowed(closed, open)).toBe(true);
  expect(await allowed(open, closed)).toBe(false);
});

test('reads what kubectl get writes: a List, with status and nulls', async () => {
  const list = {
    apiVersion: 'v1',
    kind: 'List',
    items: [
      A,
      pod('one', 'b', { app: 'b' }, WEB),
      {
        ...policy('one', 'p', { podSelector: {}, ingress: null }),
        status: { conditions: [] },
      },
    ],
  };
  const entries = await connectionsOf([list]);
  expect(entryOf(entries, 'one/Pod/a', 'one/Pod/b', 80).allowed).toBe(false);
});

test('other kinds are passed over; those that are not of Kubernetes are named', async () => {
  const other = (apiVersion: string, kind: string) => ({
    apiVersion,
    kind,
    metadata: { name: 'x' },
  });
  const known = [
    other('v1', 'ConfigMap'),
    other('networking.k8s.io/v1', 'Ingress'),
    other('monitoring.coreos.com/v1', 'PodMonitor'),
    other('monitoring.coreos.com/v1', 'PrometheusRule'),
    namespace('one'),
  ];
  expect(await connectionsOfText(textOf([A, ...known]))).not.toEqual([]);
  const { status, stderr } = await run(
    ['connections', '-'],
    textOf([
      A,
      other('restate.dev/v1', 'RestateCluster'),
      other('policy.networking.k8s.io/v1alpha1', 'AdminNetworkPolicy'),
    ]),
  );
  expect({ status, stderr }).toEqual({
    status: 0,
    stderr:
      'Warning: unsupported kinds, left out: AdminNetworkPolicy.policy.networking.k8s.io, RestateCluster.restate.dev\n',
  });
});

describe('what the API server would refuse of a policy is told, all of it at once', () => {
  const faultsOf = async (spec: any) => {
    const { status, stdout, stderr } = await run(
      ['connections', '-'],
      textOf([A, policy('one', 'p', spec)]),
    );
    expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
    return stderr.trimEnd().split('\n');
  };

  test('of its form', async () => {
    const faults = await faultsOf({
      podSelector: { matchLabel: {} },
      ingress: { from: [] },
      egress: [{ too: [] }],
    });
    expect(faults.map((fault) => fault.split(': ').slice(0, 3).join(': '))).toEqual([
      '-: NetworkPolicy/p: spec.podSelector.matchLabel',
      '-: NetworkPolicy/p: spec.ingress',
      '-: NetworkPolicy/p: spec.egress[0].too',
    ]);
  });

  test('of its rules', async () => {
    const faults = await faultsOf({
      podSelector: { matchExpressions: [{ key: 'a', operator: 'Is' }] },
      policyTypes: ['Outgress'],
      ingress: [
        {
          from: [
            {},
            { ipBlock: { cidr: '10.0.0.0/33' } },
            { podSelector: { matchExpressions: [{ key: 'a', operator: 'In' }] } },
          ],
          ports: [{ port: 0 }, { port: 'http', endPort: 90 }, { port: 9, protocol: 'tcp' }],
        },
      ],
    });
    expect(faults.map((fault) => fault.split(': ')[2])).toEqual([
      'spec.podSelector.matchExpressions[0].operator',
      'spec.policyTypes[0]',
      'spec.ingress[0].ports[0].port',
      'spec.ingress[0].ports[1].endPort',
      'spec.ingress[0].ports[2].protocol',
      'spec.ingress[0].from[0]',
      'spec.ingress[0].from[1].ipBlock.cidr',
      'spec.ingress[0].from[2].podSelector.matchExpressions[0].values',
    ]);
  });

  test('of an exception that lies outside its block', async () => {
    const ipBlock = { cidr: '10.0.0.0/8', except: ['10.1.0.0/16', '192.168.0.0/16'] };
    expect(await faultsOf({ podSelector: {}, egress: [{ to: [{ ipBlock }] }] })).toEqual([
      '-: NetworkPolicy/p: spec.egress[0].to[0].ipBlock.except[1]: "192.168.0.0/16" is not within "10.0.0.0/8"; write a part of the block, or leave it out',
    ]);
  });

  test('of all files, and of what is no object at all', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'connections-'));
    try {
      const file = join(folder, 'a.yaml');
      writeFileSync(file, `a: 1\n---\n${textOf([policy('one', 'p', { podSelector: 1 })])}`);
      const none = join(folder, 'none.yaml');
      const { status, stderr } = await run(['connections', file, none]);
      expect(status).toBe(1);
      expect(stderr.trimEnd().split('\n')).toEqual([
        expect.stringMatching(/none\.yaml: cannot read the file: ENOENT/),
        `${file}: document 1: must be a Kubernetes object, got {"a":1}; give it apiVersion and kind, or leave it out`,
        `${file}: NetworkPolicy/p: spec.podSelector: 1 is an integer; write a map`,
      ]);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});

test.each([
  [[], 'missing FILE; name at least one, or - for standard input'],
  [
    ['-o', 'xml', '-'],
    '-o: unsupported value "xml"; supported values: "table", "wide", "json", "mermaid"',
  ],
  [
    ['--pod-cidr', '10.0.0.0/33', '-'],
    '--pod-cidr: "10.0.0.0/33" is neither an address nor a CIDR',
  ],
  [['--api-server', 'host', '-'], '--api-server: "host" is neither an address nor a CIDR'],
  [['--port', '-'], 'unknown flag: --port'],
])('a command line of %j is refused', async (args, message) => {
  const { status, stdout, stderr } = await run(['connections', ...args]);
  expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
  expect(stderr).toContain(message);
  expect(stderr).toContain('Usage: cdk8s-restate connections');
});
