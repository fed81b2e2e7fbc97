import { Duration } from 'cdk8s';
import { desiredState, newChart, newDeployment, ofKind } from './synth';
import { RestateAdmin, RestateGate, RestateRuntime } from '../../src';
import type { RestateDeploymentProps, RestateGateJobProps } from '../../src';
import { parseDesiredState } from '../../src/contract';
import { faultsOf } from '../core/faults-of';

const TEMPLATE = { spec: { containers: [{ name: 'test', image: 'test:1' }] } };

function synth(
  props: Partial<RestateGateJobProps> = {},
  more: Partial<RestateDeploymentProps> = {},
  image?: string,
) {
  const chart = newChart();
  const gate = RestateGate.job({ rawTemplate: TEMPLATE, ...props });
  new RestateRuntime(chart, 'runtime', { image, imagePullSecrets: ['registry'] });
  const deployment = newDeployment({ gate, ...more }, chart);
  return { chart, deployment, job: deployment.gateJob?.toJson() };
}

test('it gets the URL of its version, and waits until that can be reached', () => {
  const { deployment, job } = synth({ timeout: Duration.minutes(3), backoffLimit: 2 });
  const { spec } = job;
  expect(spec).toMatchObject({ backoffLimit: 2, activeDeadlineSeconds: 180 });
  const url = { name: 'RESTATE_ENDPOINT_URL', value: deployment.uri };
  const [waiter] = spec.template.spec.initContainers;
  expect(spec.template.spec).toMatchObject({
    restartPolicy: 'Never',
    automountServiceAccountToken: false,
    imagePullSecrets: [{ name: 'registry' }],
    containers: [{ name: 'test', image: 'test:1', env: [url] }],
  });
  expect(waiter.command.slice(3)).toEqual([new URL(deployment.uri).hostname, '9080']);
  expect(waiter.securityContext).toEqual({
    allowPrivilegeEscalation: false,
    capabilities: { drop: ['ALL'] },
    readOnlyRootFilesystem: true,
    runAsNonRoot: true,
    runAsUser: 1000,
    runAsGroup: 1000,
    seccompProfile: { type: 'RuntimeDefault' },
  });
});

test('the path of the service is part of the URL, and Restate Cloud is not', () => {
  const { job } = synth({}, { servicePath: 'restate' });
  const [{ env }] = job.spec.template.spec.containers;
  expect(env[0].value).toMatch(/^http:\/\/greeter-[^.]+\.apps\.svc\.cluster\.local:9080\/restate$/);
});

test('it is a companion that the version waits for, which the runtime may own and no other', () => {
  const { chart, deployment, job } = synth();
  const state = desiredState(chart);
  const { name } = job.metadata;
  expect(name).toMatch(new RegExp(`^${deployment.versionName}-gate-[0-9a-f]{8}$`));
  expect(parseDesiredState(JSON.stringify(state)).faults).toEqual([]);
  expect(state.deployments[0]).toMatchObject({
    gate: { job: name },
    companions: [{ group: 'batch', version: 'v1', resource: 'jobs', kind: 'Job', name }],
  });
  expect(job.metadata.annotations).toMatchObject({ 'helm.sh/resource-policy': 'keep' });
  const { rules } = ofKind(chart, 'Role')[0];
  expect(rules.filter(({ resourceNames = [] }: any) => resourceNames.includes(name))).toEqual([
    {
      ...{ apiGroups: ['batch'], resources: ['jobs'], verbs: ['get', 'patch', 'delete'] },
      resourceNames: [name],
    },
  ]);
  expect(faultsOf(chart)).toEqual([]);
});

test('another template, another version or another image is another Job, as a template cannot change', () => {
  const other = { spec: { containers: [{ name: 'test', image: 'test:2' }] } };
  const made = [
    synth(),
    synth({ rawTemplate: other }),
    synth({}, { servicePath: 'x' }),
    synth({}, {}, 'node:1'),
  ];
  const names = made.map(({ job }) => job.metadata.name);
  expect(new Set(names).size).toBe(names.length);
  expect(synth().job.metadata.name).toBe(names[0]);
  const [first, second] = made.map(({ chart }) => desiredState(chart).deployments[0]);
  expect(second.object).toBe(first.object);
  expect(second.hash).not.toBe(first.hash);
});

test('its name fits, however long that of the version is', () => {
  const { chart, job } = synth({}, { name: 'g'.repeat(52) });
  expect(job.metadata.name.length).toBeLessThanOrEqual(63);
  expect(faultsOf(chart)).toEqual([]);
});

test('a ServiceAccount that the template names keeps its token', () => {
  const { job } = synth({
    rawTemplate: { spec: { ...TEMPLATE.spec, serviceAccountName: 'test' } },
  });
  expect(job.spec.template.spec).not.toHaveProperty('automountServiceAccountToken');
});

test('all that is wrong with it is told at once', () => {
  const env = [{ name: 'RESTATE_ENDPOINT_URL', value: 'x' }];
  const containers = [{ name: 'test', image: '', env }];
  const { chart } = synth({
    rawTemplate: { spec: { restartPolicy: 'OnFailure', containers } },
    backoffLimit: -1,
    timeout: Duration.seconds(0),
  });
  const field = 'gate.rawTemplate.spec';
  expect(faultsOf(chart)).toEqual([
    expect.stringMatching(`${field}.restartPolicy: unsupported value "OnFailure"; .*"Never"`),
    expect.stringContaining(`${field}.containers[0].image: `),
    expect.stringContaining('gate.backoffLimit: must be an integer'),
    expect.stringContaining('gate.timeout: must be an integer'),
    expect.stringContaining(`${field}.containers[0].env: "RESTATE_ENDPOINT_URL" is the URL`),
  ]);
});

test.each([
  ['no template', { rawTemplate: undefined }, 'gate.template, gate.rawTemplate: neither is given'],
  ['what is no template', { rawTemplate: 'x' as any }, 'gate.rawTemplate: must be a map'],
  ['what is no time', { timeout: 3 as any }, 'gate.timeout: must be a Duration'],
  ['what is no count', { backoffLimit: '3' as any }, 'gate.backoffLimit: must be an integer'],
])('%s is refused', (_, props, fault) => {
  expect(faultsOf(synth(props).chart)).toContainEqual(expect.stringContaining(fault));
});

test('pods that listen on no port of their own cannot be asked by a Job', () => {
  const { chart } = synth(
    {},
    { inProcessTunnel: true, admin: RestateAdmin.fromUrl('http://restate:9070') },
  );
  expect(faultsOf(chart)).toContainEqual(expect.stringContaining('gate: a Job cannot reach pods'));
});
