import dns from 'node:dns';
import { PROVISIONED_ANNOTATION } from '../../../../src/contract';
import { provisionStep } from '../../../../src/reconciler/cluster-jobs/provision/provision';
import { refuse } from '../../memory/faults';
import { GrpcServer, message, refusal } from '../../memory/grpc-server';
import { World } from '../../world';
import { runOf } from '../job';

const NODE_PORT = 5122;
const POD_NAME = /^restate-(\d)\.restate-cluster\.apps\.svc\.cluster\.local$/;
const FRESH = Buffer.alloc(0);
const MEMBER = Buffer.from([0x10, 1]);
/** Of this process alone, since the nodes' port is always the same. */
const address = (ordinal: number) =>
  `127.${(process.pid >> 8) % 200}.${process.pid % 250}.${ordinal + 1}`;

let world: World;
const nodes = new Map<number, GrpcServer>();

beforeEach(async () => {
  world = await World.start();
  const original: any = dns.lookup;
  // The names of pods, as the cluster's DNS would know them; everything else as ever.
  const lookup: any = (host: string, ...rest: any[]) =>
    original(
      host.replace(POD_NAME, (_, ordinal) => address(Number(ordinal))),
      ...rest,
    );
  jest.spyOn(dns, 'lookup').mockImplementation(lookup);
});
afterEach(async () => {
  jest.restoreAllMocks();
  for (const node of nodes.values()) await node.stop();
  nodes.clear();
  await world.stop();
});

/** A node that runs, and what it says of itself. */
async function start(ordinal: number, ident = FRESH): Promise<void> {
  const node = await GrpcServer.start(address(ordinal), NODE_PORT);
  nodes.set(ordinal, node);
  node.answers.set('GetIdent', message(ident));
  node.answers.set('ProvisionCluster', (stream) => {
    node.answers.set('GetIdent', message(MEMBER));
    message(Buffer.alloc(0))(stream);
  });
}
function claim(ordinal: number, { volume = true, marked = false } = {}): void {
  world.put('persistentVolumeClaims', {
    metadata: {
      name: `storage-restate-${ordinal}`,
      annotations: marked ? { [PROVISIONED_ANNOTATION]: '2026-01-01T00:00:00Z' } : {},
    },
    spec: volume ? { volumeName: `pv-${ordinal}` } : {},
  });
}
function look(replicas: number, after: string[] = []) {
  const options = { replicas, clusterDns: 'cluster.local', after };
  return provisionStep(runOf(world), options);
}
const provisions = () =>
  [...nodes.values()].flatMap(({ calls }) => calls).filter((call) => call === 'ProvisionCluster');
const marks = () => [
  ...world.names('configMaps'),
  ...world
    .list('persistentVolumeClaims')
    .filter(({ metadata }) => metadata.annotations?.[PROVISIONED_ANNOTATION])
    .map(({ metadata }) => metadata.name),
];

test('a new cluster is provisioned on its first node, marked, and told', async () => {
  await start(0);
  await start(1);
  claim(0);
  claim(1);
  expect(await look(2)).toEqual({ waitFor: 'provision', now: true });
  expect(nodes.get(1)!.calls).toEqual(['GetIdent']);
  expect(await look(2)).toMatchObject({
    ...{ exit: 0, message: 'the cluster is provisioned' },
    event: { reason: 'Provisioned' },
  });
  expect(provisions()).toHaveLength(1);
  expect(marks()).toEqual(['restate-provisioned', 'storage-restate-0', 'storage-restate-1']);
});

test('a cluster that somebody else has provisioned is marked, and not provisioned', async () => {
  await start(0, MEMBER);
  claim(0);
  expect(await look(1)).toMatchObject({ exit: 0 });
  expect(provisions()).toEqual([]);
  expect(marks()).toHaveLength(2);
});

test('a first node that lost its disk founds no second cluster beside the living one', async () => {
  await start(0);
  await start(1, MEMBER);
  claim(0);
  claim(1);
  expect(await look(2)).toMatchObject({ exit: 0 });
  expect(provisions()).toEqual([]);
});

test('nor while another node that has a volume can not be asked', async () => {
  await start(0);
  claim(0);
  claim(1);
  world.put('pods', { metadata: { name: 'restate-1' }, status: { phase: 'Pending' } });
  expect(await look(2)).toEqual({ waitFor: 'restate-1 is not running: its phase is Pending' });
  expect(provisions()).toEqual([]);
});

test('a node that never had a volume need not be asked', async () => {
  await start(0);
  claim(0);
  claim(1, { volume: false });
  expect(await look(2)).toMatchObject({ now: true });
  expect(provisions()).toHaveLength(1);
});

test('a cluster that is marked and whose nodes have all lost their disks is not provisioned again', async () => {
  await start(0);
  claim(0, { marked: true });
  const outcome = await look(1);
  expect(outcome).toMatchObject({ exit: 3, event: { reason: 'ProvisionedBefore' } });
  expect((outcome as any).message).toMatch(
    /recorded by claim storage-restate-0.*restore the volumes/s,
  );
  expect(provisions()).toEqual([]);
});

test('the mark in the ConfigMap counts when the claims are gone', async () => {
  await start(0);
  world.put('configMaps', { metadata: { name: 'restate-provisioned' } });
  expect(await look(1)).toMatchObject({ exit: 3 });
});

test('a cluster that is marked and can not be asked counts as provisioned, and lost marks are made again', async () => {
  claim(0, { marked: true });
  const outcome = await look(1);
  expect(outcome).toMatchObject({ exit: 0 });
  expect(outcome).not.toHaveProperty('event');
  expect(world.names('configMaps')).toEqual(['restate-provisioned']);
});

test('Jobs that have to succeed first are waited for', async () => {
  await start(0);
  claim(0);
  expect(await look(1, ['canary'])).toEqual({ waitFor: 'canary must succeed first' });
  world.put('jobs', {
    metadata: { name: 'canary' },
    status: { conditions: [{ type: 'Complete', status: 'True' }] },
  });
  expect(await look(1, ['canary'])).toMatchObject({ now: true });
});

test('what the node refuses is told with its words', async () => {
  await start(0);
  claim(0);
  nodes.get(0)!.answers.set('ProvisionCluster', refusal(3, 'replication of 3 needs 3 nodes'));
  await expect(look(1)).rejects.toThrow('replication of 3 needs 3 nodes');
});

test('marks that another run has written in between are no failure, and neither is a claim that is gone', async () => {
  await start(0, MEMBER);
  const exists = refuse(409, { reason: 'AlreadyExists', message: 'exists' });
  world.kubernetes.faults.next(/POST configmaps/, exists);
  expect(await look(1)).toMatchObject({ exit: 0 });
});

test('a mark that can not be written keeps the Job from being done', async () => {
  await start(0, MEMBER);
  claim(0);
  world.kubernetes.faults.next(/PATCH/, refuse(403, { message: 'no patch' }));
  await expect(look(1)).rejects.toThrow('no patch');
});
