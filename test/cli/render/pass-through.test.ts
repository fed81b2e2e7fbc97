import { objectsOf, run } from '../run';

const CLUSTER = `
apiVersion: restate.dev/v1
kind: RestateCluster
metadata: {name: durable}
spec: {compute: {image: "restate:1"}, storage: {storageRequestBytes: 1073741824}}
`;
const SECRET = `
apiVersion: v1
kind: Secret
metadata: {name: token, namespace: shop}
stringData: {number: "0o17", big: "123", on: "yes"}
`;
const AUTOSCALER = `
apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
metadata: {name: greeter}
spec: {scaleTargetRef: {apiVersion: restate.dev/v1beta1, kind: RestateDeployment, name: greeter}}
`;
const stream = (...documents: string[]) => documents.join('---');

test('--pass-through writes other objects as they are, before those that are rendered', async () => {
  const { stdout: alone } = await run(['render', '-'], CLUSTER);
  const { status, stdout, stderr } = await run(
    ['render', '--pass-through', '-'],
    stream(CLUSTER, SECRET),
  );
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  expect(objectsOf(stdout)).toEqual([...objectsOf(SECRET), ...objectsOf(alone)]);
});

test('an object that is made from a resource as well is left out, with a warning', async () => {
  const namespace = '\napiVersion: v1\nkind: Namespace\nmetadata: {name: durable}\n';
  const { stdout, stderr } = await run(
    ['render', '--pass-through', '-'],
    stream(namespace, CLUSTER),
  );
  expect(stdout).toBe((await run(['render', '-'], CLUSTER)).stdout);
  expect(stderr).toBe(
    'Warning: -: Namespace/durable: is also made from a resource of the input, and left out; remove it\n',
  );
});

test('without the flag, another kind is a fault that names it', async () => {
  const { status, stderr } = await run(['render', '-'], stream(CLUSTER, SECRET));
  expect(status).toBe(1);
  expect(stderr).toMatch(
    /^-: Secret\/token: kind: .*, or pass other kinds through with --pass-through\n$/,
  );
});

test.each([[['render', '-']], [['render', '--pass-through', '-']]])(
  'an autoscaler of a RestateDeployment is a fault that names spec.autoscaling: %j',
  async (args) => {
    const { status, stderr } = await run(args, stream(CLUSTER, AUTOSCALER));
    expect(status).toBe(1);
    expect(stderr).toBe(
      '-: HorizontalPodAutoscaler/greeter: spec.scaleTargetRef: the RestateDeployment "greeter" will not be there: each of its versions has a ReplicaSet; move minReplicas, maxReplicas, metrics and behavior to spec.autoscaling of the RestateDeployment, and remove this object\n',
    );
  },
);

test('a typo in one of the kinds of Restate is never passed through', async () => {
  const { status, stderr } = await run(
    ['render', '--pass-through', '-'],
    CLUSTER.replace('RestateCluster', 'RestateClustr'),
  );
  expect(status).toBe(1);
  expect(stderr).toContain('write RestateCluster');
});

const DEPLOYMENT = `
apiVersion: restate.dev/v1beta1
kind: RestateDeployment
metadata: {name: greeter, namespace: shop}
spec:
  restate: {register: {url: "http://restate.restate:9070"}}
  template: {spec: {containers: [{name: app, image: "a:1"}]}}
`;

test('flags set the image, the pull secrets and the mode of runtimes and cluster Jobs', async () => {
  const { status, stdout, stderr } = await run(
    [
      'render',
      '--runtime-image=mirror/node:24',
      '--runtime-image-pull-secret=a',
      '--runtime-image-pull-secret=b',
      '--runtime-mode=deployment',
      '-',
    ],
    stream(CLUSTER, DEPLOYMENT),
  );
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  const objects = objectsOf(stdout);
  expect(objects.filter(({ kind }) => kind === 'CronJob')).toEqual([]);
  const pods = objects
    .filter(({ kind }) => ['Deployment', 'Job'].includes(kind))
    .map(({ spec }) => spec.template.spec);
  expect(pods.length).toBeGreaterThan(1);
  for (const { containers, imagePullSecrets } of pods) {
    expect(containers[0].image).toBe('mirror/node:24');
    expect(imagePullSecrets).toEqual([{ name: 'a' }, { name: 'b' }]);
  }
});

test('a wrong value of these flags names the flag', async () => {
  const { status, stderr } = await run(
    ['render', '--runtime-image-pull-secret=A_B', '-'],
    stream(CLUSTER, DEPLOYMENT),
  );
  expect(status).toBe(1);
  expect(stderr).toContain('--runtime-image-pull-secret[0]: "A_B" is not a DNS subdomain name');
});
