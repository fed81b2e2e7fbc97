import { callEmpty } from '../../../../src/reconciler/cluster-jobs/provision/grpc';
import {
  askNode,
  provisionCluster,
} from '../../../../src/reconciler/cluster-jobs/provision/node-control';
import { GrpcServer, message, plainHttp, refusal } from '../../memory/grpc-server';

let node: GrpcServer;
beforeEach(async () => {
  node = await GrpcServer.start();
});
afterEach(() => node.stop());

const call = (deadlineMs = 2_000) => callEmpty(node.authority, '/service/Method', deadlineMs);

test('an answer is the bytes of its message', async () => {
  node.answers.set('Method', message(Buffer.from([8, 1])));
  expect(await call()).toEqual(Buffer.from([8, 1]));
});

test('a refusal has the status and the words of the node', async () => {
  node.answers.set('Method', refusal(6, 'it is provisioned: yes, 100 %'));
  await expect(call()).rejects.toMatchObject({
    ...{ status: 6, message: `${node.authority}: it is provisioned: yes, 100 %` },
  });
});

test('words that are not encoded are told as they are', async () => {
  node.answers.set('Method', (stream) =>
    stream.respond({ 'grpc-status': '2', 'grpc-message': '100 %' }, { endStream: true }),
  );
  await expect(call()).rejects.toThrow('100 %');
});

test('a refusal without words has its status', async () => {
  node.answers.set('Method', (stream) =>
    stream.respond({ 'grpc-status': '13' }, { endStream: true }),
  );
  await expect(call()).rejects.toThrow('gRPC status 13');
});

test('what is no gRPC is not taken for an answer', async () => {
  node.answers.set('Method', plainHttp(503));
  await expect(call()).rejects.toMatchObject({
    ...{ status: 14, message: `${node.authority}: HTTP 503 without a gRPC status` },
  });
});

test('a node that accepts and never answers meets the deadline', async () => {
  node.answers.set('Method', () => undefined);
  await expect(call(50)).rejects.toMatchObject({
    ...{ status: 14, message: `${node.authority}: no answer within 0.05 s` },
  });
});

test('a stream that is reset is no answer', async () => {
  node.answers.set('Method', (stream) => stream.close(8));
  await expect(call()).rejects.toMatchObject({ status: 14 });
});

test('a node that is not there is unreachable, and says why', async () => {
  const { authority } = node;
  await node.stop();
  const { state, reason } = (await askNode(authority)) as any;
  expect(state).toBe('unreachable');
  expect(reason).toMatch(new RegExp(`^${authority}: .*connect ECONNREFUSED`));
  node = await GrpcServer.start();
});

describe('a node says of itself', () => {
  const METADATA_SERVER = Buffer.concat([Buffer.from([0x22, 15]), Buffer.from('metadata-server')]);
  const status = (value: number) => Buffer.from([0x48, value]);

  test.each<[string, string, Buffer]>([
    ['provisioned', 'it has an id', Buffer.from([0x10, 1])],
    ['provisioned', 'it has a configuration of nodes', Buffer.from([0x50, 1])],
    ['unprovisioned', 'it keeps no metadata and has no id', Buffer.alloc(0)],
    ['unprovisioned', 'it waits to be', Buffer.concat([METADATA_SERVER, status(2)])],
    ['provisioned', 'it is a member', Buffer.concat([METADATA_SERVER, status(3)])],
    ['starting', 'its metadata server starts', Buffer.concat([METADATA_SERVER, status(1)])],
  ])('%s, when %s', async (state, _, ident) => {
    node.answers.set('GetIdent', message(ident));
    expect(await askNode(node.authority)).toEqual({ state });
  });

  test('nothing that can be understood', async () => {
    node.answers.set('GetIdent', message(Buffer.from([0x0f])));
    expect(await askNode(node.authority)).toMatchObject({ reason: 'not a protobuf message' });
  });
});

describe('a cluster', () => {
  test('is provisioned', async () => {
    node.answers.set('ProvisionCluster', message(Buffer.alloc(0)));
    expect(await provisionCluster(node.authority)).toBe(true);
    expect(node.calls).toEqual(['ProvisionCluster']);
  });

  test('that was provisioned before is told so', async () => {
    node.answers.set('ProvisionCluster', refusal(6, 'already'));
    expect(await provisionCluster(node.authority)).toBe(false);
  });

  test('that can not be is told with the words of the node', async () => {
    node.answers.set('ProvisionCluster', refusal(3, 'replication of 3 needs 3 nodes'));
    await expect(provisionCluster(node.authority)).rejects.toThrow('replication of 3');
  });
});
