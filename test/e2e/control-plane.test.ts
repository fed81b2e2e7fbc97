import { Cluster } from './harness/cluster/cluster';

const cluster = Cluster.connect();

test('the control plane answers with the version it was built from', async () => {
  const { serverVersion, clientVersion } = JSON.parse(
    await cluster.kubectl(['version', '-o', 'json']),
  );
  expect(serverVersion.gitVersion).toBe(clientVersion.gitVersion);
});
