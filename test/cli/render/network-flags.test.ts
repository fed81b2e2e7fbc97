import { objectsOf, run } from '../run';

const CLUSTER = `
apiVersion: restate.dev/v1
kind: RestateCluster
metadata: {name: a}
spec:
  compute: {image: "restatedev/restate:1.5"}
  storage: {storageRequestBytes: 1073741824}
`;

const render = (...flags: string[]) => run(['render', ...flags, '-'], CLUSTER);
const egress = async (policy: string, ...flags: string[]) => {
  const { stdout } = await render(...flags);
  return objectsOf(stdout).find(({ metadata }) => metadata.name === policy)?.spec.egress[0];
};
const PUBLIC = 'allow-restate-egress-to-public-internet';
const DNS = 'allow-egress-to-dns';

test('the Service CIDR opens the addresses of Services', async () => {
  expect(await egress('allow-restate-egress-to-services', '--service-cidr=10.100.0.0/16')).toEqual({
    to: [{ ipBlock: { cidr: '10.100.0.0/16' } }],
    ports: [{ port: 9080, protocol: 'TCP' }],
  });
});

test('both IP families are opened', async () => {
  const { to } = await egress(PUBLIC, '--ip-family=IPv4', '--ip-family=IPv6');
  expect(to).toHaveLength(3);
});

test('the DNS has other pods, an address and a port', async () => {
  const { to, ports } = await egress(
    DNS,
    '--dns-pods=openshift-dns/dns.operator.openshift.io/daemonset-dns=default',
    '--dns-address=fd00::10/128',
    '--dns-port=5353',
  );
  expect(to).toEqual([
    {
      namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'openshift-dns' } },
      podSelector: { matchLabels: { 'dns.operator.openshift.io/daemonset-dns': 'default' } },
    },
    { ipBlock: { cidr: 'fd00::10/128' } },
  ]);
  expect(ports.map(({ port }: any) => port)).toEqual([5353, 5353]);
});

test('public egress is narrowed, has exceptions, or is none', async () => {
  expect((await egress(PUBLIC, '--public-egress=203.0.113.0/24')).to).toEqual([
    { ipBlock: { cidr: '203.0.113.0/24' } },
  ]);
  const { to } = await egress(
    PUBLIC,
    '--public-egress-except=provider',
    '--public-egress-except=1.1.1.0/24',
  );
  expect(to[0].ipBlock.except).toEqual(['10.0.0.0/8', '1.1.1.0/24', '100.64.0.0/10']);
  expect(await egress(PUBLIC, '--public-egress=none')).toBeUndefined();
});

test.each([
  ['--dns-pods=kube-dns', '--dns-pods: "kube-dns" is not NAMESPACE/LABEL=VALUE'],
  ['--dns-port=dns', '--dns-port: "dns" is not a port number'],
  ['--ip-family=6', '--ip-family: unsupported value "6"'],
])('%s is an error of the command line', async (flag, message) => {
  const { status, stderr } = await render(flag);
  expect(status).toBe(2);
  expect(stderr).toContain(message);
});

test('none and something is a contradiction', async () => {
  const { status, stderr } = await render('--public-egress=none', '--public-egress=1.1.1.0/24');
  expect(status).toBe(2);
  expect(stderr).toContain('"none" excludes all others');
});

test('an invalid range is a fault that names the flag', async () => {
  const { status, stderr } = await render('--service-cidr=10.100.0.0', '--public-egress=all');
  expect(status).toBe(1);
  expect(stderr).toContain('--service-cidr[0]: "10.100.0.0" is not a CIDR');
  expect(stderr).toContain('--public-egress: "all" is not a CIDR');
});

describe('of a deployment', () => {
  const deployment = (mode: string) => `
apiVersion: restate.dev/v1beta1
kind: RestateDeployment
metadata: {name: service, namespace: apps}
spec:
  ${mode}
  restate: {register: {cluster: a}}
  template: {spec: {containers: [{name: app, image: "app:1", ports: [{name: h2c, containerPort: 9080}]}]}}
`;
  const policies = (stdout: string) =>
    objectsOf(stdout).filter(({ kind }) => kind === 'NetworkPolicy');

  test('the pods of the runtime have a policy, with the same DNS', async () => {
    const { stdout } = await run(
      ['render', '--runtime-network-policy', '--dns-address=169.254.20.11/32', '-'],
      `${CLUSTER}---${deployment('replicas: 1')}`,
    );
    const own = policies(stdout).find(({ metadata }) => metadata.namespace === 'apps');
    expect(own.spec.egress[0].to).toEqual([{ ipBlock: { cidr: '169.254.20.11/32' } }]);
  });

  test("Knative's networking layer is let through, or asked for", async () => {
    const input = `${CLUSTER}---${deployment('deploymentMode: knative')}`;
    const asked = await run(['render', '-'], input);
    expect(asked.stderr).toContain('RestateDeployment/service: --knative-ingress: calls go by way');
    const { stdout, stderr } = await run(['render', '--knative-ingress=istio', '-'], input);
    expect(stderr).toBe('');
    expect(JSON.stringify(policies(stdout))).toContain('istio-system');
  });

  test('so it is by a policy of its own, or by word, where the cluster is not in the input', async () => {
    const input = deployment('deploymentMode: knative');
    const flags = ['render', '--knative-ingress=kourier', '-'];
    const { stdout } = await run([...flags, '--runtime-access=network-policy'], input);
    expect(policies(stdout).map(({ spec }) => spec.policyTypes)).toEqual([['Egress'], ['Ingress']]);
    expect((await run([...flags, '--runtime-access=granted'], input)).stderr).toBe('');
  });
});
