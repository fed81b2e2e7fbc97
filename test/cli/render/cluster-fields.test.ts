import { objectsOf, run } from '../run';

const cluster = (compute: string, security = '{}') => `
apiVersion: restate.dev/v1
kind: RestateCluster
metadata: {name: a}
spec:
  compute: {image: "restatedev/restate:1.5", ${compute}}
  storage: {storageRequestBytes: 1073741824}
  security: ${security}
`;

const metricsPeers = (stdout: string) =>
  objectsOf(stdout)
    .find(({ metadata }) => metadata.name === 'allow-metrics-access')
    .spec.ingress[0].from.slice(0, -1);

test('pull Secrets, pull policy, DNS policy and grace period are rendered as they are written', async () => {
  const { stdout, stderr } = await run(
    ['render', '-'],
    cluster(
      'imagePullSecrets: [{name: registry}], imagePullPolicy: Never, dnsPolicy: Default, terminationGracePeriodSeconds: 5',
    ),
  );
  const { spec } = objectsOf(stdout).find(({ kind }) => kind === 'StatefulSet').spec.template;
  expect(stderr).toBe('');
  expect(spec).toMatchObject({
    imagePullSecrets: [{ name: 'registry' }],
    containers: [{ imagePullPolicy: 'Never' }],
    dnsPolicy: 'Default',
    terminationGracePeriodSeconds: 5,
  });
});

test('wrong values of them are refused under the names of the resource', async () => {
  const { status, stderr } = await run(
    ['render', '-'],
    cluster(
      'imagePullSecrets: [{name: My Registry}], imagePullPolicy: Sometimes, terminationGracePeriodSeconds: -1',
    ),
  );
  expect(status).toBe(1);
  const fields = stderr
    .trimEnd()
    .split('\n')
    .map((line) => line.split(': ')[2]);
  expect(fields.sort()).toEqual([
    'spec.compute.imagePullPolicy',
    'spec.compute.imagePullSecrets[0].name',
    'spec.compute.terminationGracePeriodSeconds',
  ]);
});

test('peers of metrics are those of the node port, unless that has peers of its own', async () => {
  const peer = (name: string) => `[{podSelector: {matchLabels: {app: ${name}}}}]`;
  const render = async (peers: string) =>
    metricsPeers((await run(['render', '-'], cluster('', `{networkPeers: {${peers}}}`))).stdout);
  const of = (app: string) => [{ podSelector: { matchLabels: { app } } }];
  expect(await render(`metrics: ${peer('a')}`)).toEqual(of('a'));
  expect(await render(`node: ${peer('b')}`)).toEqual(of('b'));
  expect(await render(`metrics: ${peer('a')}, node: ${peer('b')}`)).toEqual(of('b'));
});

test('a wrong peer of metrics is refused under that name', async () => {
  const peers = '{networkPeers: {metrics: [{ipBlock: {cidr: 10.0.0.0}}]}}';
  const { stderr } = await run(['render', '-'], cluster('', peers));
  expect(stderr).toMatch(
    /^-: RestateCluster\/a: spec\.security\.networkPeers\.metrics\[0\]\.ipBlock\.cidr: [^\n]*\n$/,
  );
});
