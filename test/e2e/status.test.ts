import { Cluster } from './harness/cluster/cluster';
import { useKubectl } from './harness/command-line';
import { NAMES, podLabels, STATUS_KEY } from '../../src/contract';
import type { RuntimeStatus } from '../../src/contract';
import { objectsOf, run } from '../cli/run';
import { inputOf } from '../parity/recordings';

const cluster = Cluster.connect();
const { access } = cluster;
const NAMESPACE = 'status-test';
const ID = 'status-test-restate';
const FLAGS = ['--kubeconfig', access.kubeconfig, '--namespace', NAMESPACE];

useKubectl();
beforeAll(async () => {
  await cluster.createNamespace(NAMESPACE);
});
afterAll(async () => {
  await cluster.deleteNamespace(NAMESPACE);
});

test('status reads what was applied and what the runtime wrote, through the kubeconfig', async () => {
  const rendered = await run(['render', inputOf('deployment-minimal'), '--runtime-name', ID]);
  const desired = objectsOf(rendered.stdout).find(
    ({ metadata }) => metadata.name === NAMES.desiredState(ID),
  );
  desired.metadata.namespace = NAMESPACE;
  await cluster.kubectl(['apply', '-f', '-'], JSON.stringify(desired));
  expect(await run(['status', ...FLAGS])).toEqual({
    status: 0,
    stdout: `${NAMESPACE}/${ID}: has not run yet\n`,
    stderr: '',
  });

  const [{ name, hash, version }] = JSON.parse(desired.data['desired.json']).deployments;
  const written: RuntimeStatus = {
    contract: 1,
    id: ID,
    conditions: [],
    deployments: [
      {
        name,
        hash,
        version,
        admin: 'restate',
        conditions: [],
        versions: [
          { version, object: `${name}-${version}`, mode: 'ReplicaSet', state: 'Starting' },
        ],
      },
    ],
  };
  await cluster.client.create(`/api/v1/namespaces/${NAMESPACE}/configmaps`, {
    metadata: { name: NAMES.status(ID), labels: podLabels(ID) },
    data: { [STATUS_KEY]: JSON.stringify(written) },
  });
  const table = await run(['status', ...FLAGS, name]);
  expect(table.status).toBe(0);
  expect(table.stdout.split('\n')[1]).toMatch(
    new RegExp(`^${NAMESPACE} +${name} +${version} +Starting +- +- +- +-$`),
  );
  const json = await run(['status', ...FLAGS.slice(0, 2), '--all-namespaces', '-o', 'json']);
  expect(JSON.parse(json.stdout).runtimes).toContainEqual({
    namespace: NAMESPACE,
    id: ID,
    status: written,
    remarks: [],
  });
});

test('a deployment that is not there, and a cluster that is not there, end with 1 and a reason', async () => {
  expect(await run(['status', ...FLAGS, 'nowhere'])).toMatchObject({
    status: 1,
    stderr: expect.stringContaining('deployment "nowhere" not found'),
  });
  expect(await run(['status', ...FLAGS, '--context', 'elsewhere'])).toEqual({
    status: 1,
    stdout: '',
    stderr: expect.stringMatching(/^cdk8s-restate: kubectl get: .*elsewhere/),
  });
});
