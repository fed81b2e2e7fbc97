import { objectsOf, run } from '../run';

const cluster = (security: object) =>
  JSON.stringify({
    apiVersion: 'restate.dev/v1',
    kind: 'RestateCluster',
    metadata: { name: 'durable' },
    spec: {
      compute: { image: 'restatedev/restate:1.7' },
      storage: { storageRequestBytes: 1073741824 },
      security,
    },
  });

const kindsOf = (stdout: string) => objectsOf(stdout).map(({ kind }) => kind);
const POLICIES = '--manage-network-policies=false';
const CLASSES = '--manage-secret-provider-classes=false';

test('with --manage-network-policies=false there are none, whatever the resource says', async () => {
  const peers = { networkPeers: { ingress: [] }, networkEgressRules: [{ ports: [{ port: 1 }] }] };
  const { stdout, stderr } = await run(
    ['render', POLICIES, '-'],
    cluster({ ...peers, disableNetworkPolicies: false }),
  );
  expect(stderr).toBe('');
  expect(stdout).toBe(
    (await run(['render', '-'], cluster({ disableNetworkPolicies: true }))).stdout,
  );
  expect(kindsOf(stdout)).not.toContain('NetworkPolicy');
});

test('peers that could not be written are a fault all the same', async () => {
  const { status, stderr } = await run(
    ['render', POLICIES, '-'],
    cluster({ networkPeers: { ingress: [{ ipBlocks: {} }] } }),
  );
  expect(status).toBe(1);
  expect(stderr).toContain('spec.security.networkPeers.ingress[0].ipBlocks');
});

test.each(['--runtime-network-policy', '--runtime-access=network-policy'])(
  'it contradicts %s',
  async (flag) => {
    const { status, stderr } = await run(['render', POLICIES, flag, '-'], cluster({}));
    expect(status).toBe(2);
    expect(stderr).toContain(
      `${flag} creates NetworkPolicies, which --manage-network-policies=false forbids; remove one of them`,
    );
  },
);

describe('with --manage-secret-provider-classes=false', () => {
  const key = (source: object) =>
    cluster({ requestSigningPrivateKey: { version: 'v1', ...source } });

  test('a signing key by a secretProvider is refused, as by the operator', async () => {
    const input = key({ secretProvider: { path: 'key.pem', provider: 'aws' } });
    const { status, stderr } = await run(['render', CLASSES, '-'], input);
    expect({ status, stderr }).toEqual({
      status: 1,
      stderr:
        '-: RestateCluster/durable: spec.security.requestSigningPrivateKey.secretProvider: needs a SecretProviderClass, which --manage-secret-provider-classes=false forbids; use secret instead, or remove the flag\n',
    });
    expect(kindsOf((await run(['render', '-'], input)).stdout)).toContain('SecretProviderClass');
  });

  test('one in a Secret is rendered as without the flag', async () => {
    const input = key({ secret: { secretName: 'key', key: 'key.pem' } });
    const { status, stdout } = await run(['render', CLASSES, '-'], input);
    expect(status).toBe(0);
    expect(stdout).toBe((await run(['render', '-'], input)).stdout);
  });
});

test.each([POLICIES, CLASSES])('%s is the value of a boolean', async (flag) => {
  const { status, stderr } = await run(['render', flag.replace('false', 'no'), '-'], cluster({}));
  expect(status).toBe(2);
  expect(stderr).toContain('unsupported value "no"');
});
