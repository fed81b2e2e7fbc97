import { Size } from 'cdk8s';
import { RestateConfig, RestateIdentity } from '../../../src';
import type { RestateClusterProps } from '../../../src';
import { IMAGES } from '../../../src/core/images';
import { faultsOf } from '../../core/faults-of';
import { MINIMAL, newCluster, object, objects, podTemplate } from '../synth';

const OPERATOR = {
  namespace: 'restate-operator',
  labelName: 'app',
  labelValue: 'restate-operator',
};
const RAFT: Partial<RestateClusterProps> = {
  autoProvision: true,
  compute: { ...MINIMAL.compute, replicas: 3 },
  config: RestateConfig.raft(),
};
const AWS: Partial<RestateClusterProps> = {
  security: {
    identity: RestateIdentity.awsPodIdentity('arn:aws:iam::111122223333:role/r', {
      eksClusterName: 'eks',
    }),
  },
};

const job = (props: Partial<RestateClusterProps>, component: string) =>
  objects(newCluster(props)).find(
    ({ kind, metadata }) =>
      kind === 'Job' && metadata.labels['app.kubernetes.io/component'] === component,
  );
const argsOf = (found: any): string[] => found.spec.template.spec.containers[0].args;
const rules = (props: Partial<RestateClusterProps>, component: string): any[] =>
  object(newCluster(props), 'Role', `restate-${component}`).rules;
const nodePeers = (props: Partial<RestateClusterProps>): any[] =>
  object(newCluster(props), 'NetworkPolicy', 'allow-metrics-access').spec.ingress[0].from;

test('a Job provisions the cluster, and only its pods are allowed to connect to the node port', () => {
  expect(argsOf(job(RAFT, 'provision'))).toEqual([
    'provision',
    '--replicas=3',
    '--cluster-dns=cluster.local',
  ]);
  const { labels } = job(RAFT, 'provision').spec.template.metadata;
  expect(nodePeers(RAFT)).toEqual([
    expect.objectContaining({ podSelector: { matchLabels: newSelector('restate') } }),
    expect.objectContaining({ podSelector: { matchLabels: labels } }),
  ]);
  expect(labels['app.kubernetes.io/name']).not.toBe('restate');
});

const newSelector = (name: string) => ({
  'app.kubernetes.io/name': 'restate',
  'app.kubernetes.io/instance': name,
});

test('a cluster that an operator registers services with is provisioned by its Job all the same', () => {
  const props = { ...RAFT, platform: { operator: OPERATOR } };
  expect(job(props, 'provision')).toBeDefined();
  expect(nodePeers(props)).toHaveLength(3);
});

test('without jobs nothing is made but what the operator would make', () => {
  const made = objects(newCluster({ ...RAFT, ...AWS, jobs: { enabled: false } }));
  expect(made.filter(({ kind }) => ['Role', 'RoleBinding'].includes(kind))).toEqual([]);
  expect(made.filter(({ kind }) => kind === 'Job')).toHaveLength(1);
  expect(made.filter(({ kind }) => kind === 'ConfigMap')).toHaveLength(1);
});

test('rules name their objects wherever Kubernetes lets them, also without any replica', () => {
  const none = { compute: { ...MINIMAL.compute, replicas: 0 } };
  const unnamed = rules(none, 'grow')
    .filter(({ resourceNames }) => resourceNames === undefined)
    .map(({ resources, verbs }) => `${verbs} ${resources}`);
  expect(unnamed).toEqual([
    'create statefulsets',
    'create controllerrevisions',
    'list,delete jobs',
    'create events',
  ]);
  expect(rules(none, 'grow')[0].resourceNames).toEqual(['storage-restate-0']);
  expect(rules(RAFT, 'provision').flatMap(({ resources }) => resources)).not.toContain('secrets');
});

test('another size is another Job, and the claim template follows unless it keeps its own size', () => {
  const sized = (gibibytes: number, template?: number): Partial<RestateClusterProps> => ({
    storage: {
      size: Size.gibibytes(gibibytes),
      claimTemplateSize: template === undefined ? undefined : Size.gibibytes(template),
    },
  });
  const templateOf = (props: Partial<RestateClusterProps>) =>
    object(newCluster(props), 'StatefulSet', 'restate').spec.volumeClaimTemplates[0].spec.resources
      .requests.storage;
  expect(job(sized(1), 'grow').metadata.name).not.toBe(job(sized(2), 'grow').metadata.name);
  expect(templateOf(sized(2))).toBe(String(2 * 1024 ** 3));
  expect(templateOf(sized(2, 1))).toBe(String(1024 ** 3));
  expect(argsOf(job(sized(2, 1), 'grow'))).toEqual([
    'grow',
    '--replicas=1',
    `--storage=${2 * 1024 ** 3}`,
    `--template=${1024 ** 3}`,
  ]);
  expect(faultsOf(newCluster(sized(1, 2)))).toEqual([
    expect.stringMatching(
      /storage\.claimTemplateSize: .* volumes can't shrink; raise storage\.size/,
    ),
  ]);
});

test('the credentials are proven by the canary before the cluster is provisioned', () => {
  const props = { ...RAFT, ...AWS };
  const canary = objects(newCluster(props)).find(({ metadata }) =>
    /^restate-pia-canary-/.test(metadata.name),
  );
  expect(argsOf(job(props, 'provision'))).toContain(`--after=${canary.metadata.name}`);
  const given = argsOf(job(props, 'credentials')).find((arg) => arg.startsWith('--canary='));
  expect(JSON.parse(given!.slice('--canary='.length))).toEqual(canary);
});

test('the pods wait for their credentials only if waitForCredentials is set', () => {
  expect(podTemplate(newCluster(AWS)).spec.initContainers).toBeUndefined();
  const waiting = { security: { ...AWS.security, waitForCredentials: true } };
  expect(podTemplate(newCluster(waiting)).spec.initContainers).toEqual([
    expect.objectContaining({ name: 'aws-credentials', image: IMAGES.alpine }),
  ]);
});

test('the pods of all Jobs fit a namespace that enforces the restricted standard', () => {
  for (const component of ['provision', 'grow', 'credentials']) {
    const { spec } = job({ ...RAFT, ...AWS }, component);
    expect(spec.activeDeadlineSeconds).toBeGreaterThan(0);
    expect(spec.ttlSecondsAfterFinished).toBeUndefined();
    expect(spec.template.spec.securityContext).toMatchObject({
      runAsNonRoot: true,
      seccompProfile: { type: 'RuntimeDefault' },
    });
    expect(spec.template.spec.containers[0].securityContext).toEqual({
      allowPrivilegeEscalation: false,
      readOnlyRootFilesystem: true,
      capabilities: { drop: ['ALL'] },
    });
  }
});

test('invalid fields of the pods of the Jobs are reported with their path', () => {
  expect(faultsOf(newCluster({ jobs: { image: '', imagePullSecrets: ['A'] } }))).toEqual([
    expect.stringContaining('jobs.image: '),
    expect.stringContaining('jobs.imagePullSecrets[0]: '),
  ]);
});
