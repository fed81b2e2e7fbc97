/** What somebody could do who has got the runtime's token, or the right to edit the ConfigMaps of its namespace. */
import { readFileSync } from 'node:fs';
import { RestateAdmin } from '../../src';
import { Cluster } from './harness/cluster/cluster';
import { describeOnNode, GREETER_NODE, useFixture, useRestate } from './harness/on-node';
import { DESIRED_STATE_KEY, NAMES, PATHS } from '../../src/contract';
import { serviceApp } from './harness/restate/service-app';
import { InterceptingProxy, refuse } from './harness/runtime/intercepting-proxy';
import { RuntimeFixture } from './harness/runtime/runtime-fixture';
import { waitUntil } from './harness/wait';
import { KubernetesClient } from '../../src/reconciler/kubernetes/client';
import { KubernetesError } from '../../src/reconciler/kubernetes/errors';
import { RESOURCES } from '../../src/reconciler/kubernetes/types';

const cluster = Cluster.connect();

const MERGE = 'application/merge-patch+json';
const APPLY = 'application/apply-patch+yaml';

const ADMIN = 'http://restate.restate:9070';

/** Names of other people's objects. */
const CONFIG = 'nginx-conf';
const LEASE = 'other-leader';
const SERVICE = 'public';

describe('the token of a runtime', () => {
  const namespace = 'rights';
  const base = { core: '/api/v1', apps: '/apis/apps/v1', batch: '/apis/batch/v1' };
  const rbac = '/apis/rbac.authorization.k8s.io/v1';
  const leases = '/apis/coordination.k8s.io/v1';
  let client: KubernetesClient;
  let version: string;
  let script: string;

  const manifests = () =>
    serviceApp({
      ...{ namespace, admin: RestateAdmin.fromUrl(ADMIN) },
      services: { greeter: { version: 'v1' } },
    });

  beforeAll(async () => {
    await cluster.createNamespace(namespace);
    // No pods: what is asked is what the token may do.
    const quiet = manifests()
      .split(/^---$/m)
      .filter((each) => !/^kind: Job$/m.test(each));
    await cluster.kubectl(['apply', '-f', '-'], quiet.join('---'));
    await make('create', 'configmap', CONFIG, '--from-literal=run.sh=true');
    await make('create', 'service', 'loadbalancer', SERVICE, '--tcp=80:80');
    await make('create', 'secret', 'generic', 'password', '--from-literal=a=b');
    await make('create', 'deployment', 'web', '--image=web', '--replicas=0');
    await apply({ apiVersion: 'coordination.k8s.io/v1', kind: 'Lease', metadata: { name: LEASE } });
    const found = async (path: string) => cluster.client.list(`${path}`);
    const [replicaSet] = await found(
      `${base.apps}/namespaces/${namespace}/replicasets?labelSelector=restate.dev/owned-by`,
    );
    version = replicaSet.metadata.name;
    const configMaps = await found(`${base.core}/namespaces/${namespace}/configmaps`);
    script = configMaps.find(({ metadata }) => metadata.name.includes('-script-'))!.metadata.name;
    const path = `/api/v1/namespaces/${namespace}/serviceaccounts/app/token`;
    const { token } = (await cluster.client.create(path, { spec: { expirationSeconds: 3600 } }))
      .status;
    const { server, 'certificate-authority': ca } = JSON.parse(
      readFileSync(cluster.access.kubeconfig, 'utf8'),
    ).clusters[0].cluster;
    const connection = { url: server, ca: readFileSync(ca, 'utf8'), token: () => token };
    client = new KubernetesClient(connection, namespace);
  });
  afterAll(async () => {
    client?.close();
    await cluster.deleteNamespace(namespace);
  });

  const make = (...args: string[]) => cluster.kubectl(['-n', namespace, ...args]);
  const apply = (object: object) =>
    cluster.kubectl(['-n', namespace, 'apply', '-f', '-'], JSON.stringify(object));

  interface Attempt {
    readonly method: string;
    readonly path: string;
    readonly body?: object;
    readonly contentType?: string;
  }

  /** The status of the API server's answer. */
  async function statusOf({ method, path, body, contentType }: Attempt): Promise<number> {
    const query = contentType === APPLY ? { fieldManager: 'thief', force: 'true' } : undefined;
    try {
      await client.request(method, path, { body, contentType, query });
      return 200;
    } catch (error) {
      if (!(error instanceof KubernetesError)) throw error;
      return error.status;
    }
  }

  /** In the namespace, unless the path says another. */
  function attempt(line: string, body?: object, contentType = body && MERGE): Attempt {
    const [method, api, ...rest] = line.split(' ');
    const post = method === 'POST' || method === 'PUT' ? undefined : contentType;
    const path = `${api}/namespaces/${namespace}/${rest.join(' ')}`;
    return { method, path, body, contentType: post };
  }

  const metadata = (name: string) => ({ metadata: { name } });
  const configMap = (name: string) => ({
    ...{ apiVersion: 'v1', kind: 'ConfigMap', ...metadata(name) },
    data: { 'run.sh': 'owned' },
  });
  const lease = (name: string) => ({
    ...{ apiVersion: 'coordination.k8s.io/v1', kind: 'Lease', ...metadata(name) },
    spec: { holderIdentity: 'thief', leaseDurationSeconds: 999_999 },
  });
  const owned = { spec: { template: { spec: { containers: [{ name: 'a', image: 'owned' }] } } } };

  /** What each would be good for, and how it is tried. */
  const ABUSES: { [what: string]: () => Attempt } = {
    'takes over the addresses of the API server and of the metadata service (CVE-2020-8554)': () =>
      attempt(`PATCH ${base.core} services/${SERVICE}/status`, {
        status: { loadBalancer: { ingress: [{ ip: '10.96.0.1' }, { ip: '169.254.169.254' }] } },
      }),
    'leads a Service to other pods': () =>
      attempt(`PATCH ${base.core} services/${version}`, { spec: { selector: { app: 'thief' } } }),
    'makes a Service': () => attempt(`POST ${base.core} services`, metadata('thief')),
    'creates a ConfigMap': () => attempt(`POST ${base.core} configmaps`, configMap('thief')),
    'creates one by server-side apply': () =>
      attempt(`PATCH ${base.core} configmaps/thief`, configMap('thief'), APPLY),
    'deletes a ConfigMap': () => attempt(`DELETE ${base.core} configmaps/${CONFIG}`),
    'deletes the script that it runs from': () =>
      attempt(`DELETE ${base.core} configmaps/${script}`),
    'writes a script': () => attempt(`PATCH ${base.core} configmaps/${script}`, { data: {} }),
    'writes the desired state': () =>
      attempt(`PATCH ${base.core} configmaps/app-desired`, { data: {} }),
    'deletes the desired state': () => attempt(`DELETE ${base.core} configmaps/app-desired`),
    'changes a ConfigMap': () => attempt(`PATCH ${base.core} configmaps/${CONFIG}`, { data: {} }),
    'applies a ConfigMap': () =>
      attempt(`PATCH ${base.core} configmaps/${CONFIG}`, configMap(CONFIG), APPLY),
    'replaces a ConfigMap': () =>
      attempt(`PUT ${base.core} configmaps/${CONFIG}`, configMap(CONFIG)),
    'reads a ConfigMap': () => attempt(`GET ${base.core} configmaps/${CONFIG}`),
    'reads all ConfigMaps': () => attempt(`GET ${base.core} configmaps`),
    'becomes the leader of another controller': () =>
      attempt(`PUT ${leases} leases/${LEASE}`, lease(LEASE)),
    'makes Leases for others': () => attempt(`PUT ${leases} leases/thief`, lease('thief')),
    'makes Leases by a POST': () => attempt(`POST ${leases} leases`, lease('thief')),
    'deletes a Lease': () => attempt(`DELETE ${leases} leases/${LEASE}`),
    'reads the Leases of others': () => attempt(`GET ${leases} leases`),
    'reads a Secret': () => attempt(`GET ${base.core} secrets/password`),
    'reads all Secrets': () => attempt(`GET ${base.core} secrets`),
    'chooses what a version runs': () =>
      attempt(`PATCH ${base.apps} replicasets/${version}`, owned),
    'makes pods by a ReplicaSet': () => attempt(`POST ${base.apps} replicasets`, metadata('thief')),
    'makes a pod': () => attempt(`POST ${base.core} pods`, metadata('thief')),
    'reads pods': () => attempt(`GET ${base.core} pods`),
    'runs a command in a pod': () => attempt(`POST ${base.core} pods/any/exec`, {}),
    'runs a Job': () => attempt(`POST ${base.batch} jobs`, metadata('thief')),
    'changes a Job': () => attempt(`PATCH ${base.batch} jobs/any`, owned),
    'chooses what the runtime runs': () => attempt(`PATCH ${base.batch} cronjobs/app`, owned),
    'stops the runtime': () => attempt(`DELETE ${base.batch} cronjobs/app`),
    'changes a Deployment': () => attempt(`PATCH ${base.apps} deployments/web`, owned),
    'deletes a Deployment': () => attempt(`DELETE ${base.apps} deployments/web`),
    'widens its own rights': () => attempt(`PATCH ${rbac} roles/app`, { rules: [] }),
    'gives itself other rights': () => attempt(`POST ${rbac} rolebindings`, metadata('thief')),
    'asks for the token of another ServiceAccount': () =>
      attempt(`POST ${base.core} serviceaccounts/default/token`, {}),
    'changes a network policy': () =>
      attempt('PATCH /apis/networking.k8s.io/v1 networkpolicies/any', {}),
    'leads an autoscaler to another target': () =>
      attempt(`PATCH /apis/autoscaling/v2 horizontalpodautoscalers/${version}`, {}),
    'hides what has happened': () => attempt(`DELETE ${base.core} events`),
    'looks into another namespace': () => ({
      ...{ method: 'GET', path: '/apis/apps/v1/namespaces/default/replicasets' },
    }),
  };

  test.each(Object.entries(ABUSES))('does not let it be that somebody %s', async (_, abuse) => {
    expect(await statusOf(abuse())).toBe(403);
  });

  test('creates its status by its name, and a Lease of its admin API', async () => {
    const status = configMap('app-status');
    const own = NAMES.lease('app', ADMIN);
    const former = NAMES.formerLease('app');
    expect(await statusOf(attempt(`POST ${base.core} configmaps`, status))).toBe(403);
    expect(await statusOf(attempt(`PATCH ${base.core} configmaps/app-status`, status, APPLY))).toBe(
      200,
    );
    for (const name of [own, former]) {
      expect(await statusOf(attempt(`PUT ${leases} leases/${name}`, lease(name)))).toBe(200);
      // One that is there is no other run's to overwrite without having seen it.
      expect(await statusOf(attempt(`PUT ${leases} leases/${name}`, lease(name)))).toBe(422);
    }
    const { metadata: seen } = await client.get(RESOURCES.leases, own);
    await make('delete', 'lease', own);
    const stale = { ...lease(own), metadata: seen };
    expect(await statusOf(attempt(`PUT ${leases} leases/${own}`, stale))).toBe(409);
  });

  test.each([[[]], [['--server-side', '--force-conflicts']]])(
    'what it has written outlives kubectl apply %j',
    async (flags) => {
      const data = async () =>
        (await cluster.client.get(`/api/v1/namespaces/${namespace}/configmaps/app-status`)).data;
      const before = await data();
      const quiet = manifests()
        .split(/^---$/m)
        .filter((each) => !/^kind: Job$/m.test(each));
      await cluster.kubectl(['apply', ...flags, '-f', '-'], quiet.join('---'));
      expect(await data()).toEqual(before);
    },
  );

  test('removes what kubectl prunes by from the Service of the desired version', async () => {
    const body = { metadata: { annotations: { seen: 'yes' } } };
    const path = `PATCH ${base.core} services/${version}/status`;
    expect(await statusOf(attempt(path, body))).toBe(200);
  });

  test('can not give that Service an address: it is none that has any', async () => {
    const body = { status: { loadBalancer: { ingress: [{ ip: '10.96.0.1' }] } } };
    const path = `PATCH ${base.core} services/${version}/status`;
    expect(await statusOf(attempt(path, body))).toBe(422);
  });
});

/** Of what pods can reach. */
const MACHINE = '10.0.3.1';

describeOnNode('whoever may edit the ConfigMaps of a runtime', GREETER_NODE, (node) => {
  const restate = useRestate();
  const thief = useFixture(
    () => InterceptingProxy.start({ target: restate.client.admin, address: MACHINE }),
    (proxy) => proxy.stop(),
  );
  const proxy = useFixture(
    () => InterceptingProxy.start({ target: restate.client.admin, address: MACHINE }),
    (started) => started.stop(),
  );
  const fixture = useFixture(
    () => RuntimeFixture.create(cluster, node, 'config-maps'),
    (created) => created.remove(),
  );
  const configMaps = () => `/api/v1/namespaces/${fixture.namespace}/configmaps`;
  const sent = () => thief.requests.map(({ headers }) => JSON.stringify(headers)).join('\n');
  const sweepsEnd = () =>
    waitUntil({ for: 'the sweeps to end', timeoutMs: 180_000 }, async () => {
      const pods = await fixture.list(
        '/api/v1',
        'pods?labelSelector=app.kubernetes.io/component=sweep',
      );
      const ended = pods.every(({ status }) => ['Succeeded', 'Failed'].includes(status.phase));
      return ended && pods.map(({ status }) => status.containerStatuses[0].state.terminated);
    });

  /** What the app said of the admin API, changed by the thief. */
  async function redirect(change: object): Promise<void> {
    const path = `${configMaps()}/app-desired`;
    const desired = JSON.parse((await cluster.client.get(path)).data[DESIRED_STATE_KEY]);
    Object.assign(desired.admins[0], { url: thief.url }, change);
    await cluster.client.patch(path, { data: { [DESIRED_STATE_KEY]: JSON.stringify(desired) } });
    await fixture.startSweep();
  }
  const deploy = () =>
    fixture.apply({
      admin: RestateAdmin.fromUrl(proxy.url, { bearerToken: { name: 'admin', key: 'token' } }),
      services: { greeter: { version: 'v1' } },
    });

  test('does not get the token of the admin API by another URL', async () => {
    await fixture.kubectl('create', 'secret', 'generic', 'admin', '--from-literal=token=s3cret');
    await deploy();
    await fixture.registered('greeter');
    expect(JSON.stringify(proxy.requests)).toContain('Bearer s3cret');
    await redirect({});
    await sweepsEnd();
    expect(thief.requests).not.toEqual([]);
    expect(sent()).not.toContain('authorization');
  });

  test('does not get a file of the pod either', async () => {
    thief.requests.length = 0;
    const token = `${PATHS.serviceAccount}/token`;
    await redirect({ bearerTokenFile: token, headerFiles: { 'x-passwd': '/etc/passwd' } });
    await waitUntil({ for: 'the refusal to be told' }, async () =>
      JSON.stringify(await fixture.status()).includes('bearerTokenFile: unknown field'),
    );
    expect(thief.requests).toEqual([]);
  });

  test('does not have it told what a proxy repeats of a token', async () => {
    await deploy();
    proxy.intercept = ({ headers }, response) =>
      refuse(response, 403, `denied: ${JSON.stringify(headers)}`);
    await fixture.startSweep();
    await waitUntil({ for: 'the refusal to be told' }, async () =>
      JSON.stringify(await fixture.status()).includes('denied'),
    );
    proxy.intercept = undefined;
    await sweepsEnd();
    const told = [
      await fixture.kubectl('get', 'configmaps,events,pods', '-o', 'json'),
      ...(await fixture.list('/api/v1', 'pods')).map(
        ({ metadata: { name } }) => node.container(fixture.namespace, name).log,
      ),
    ].join('\n');
    expect(told).toContain('denied');
    expect(told).toContain('***');
    expect(told).not.toContain('s3cret');
  });

  test('does not get anything run by another script of the same name', async () => {
    const [script] = (await cluster.client.list(configMaps())).filter(({ metadata }) =>
      metadata.name.includes('-script-'),
    );
    const { name } = script.metadata;
    await fixture.kubectl('delete', 'configmap', name);
    await fixture.kubectl('create', 'configmap', name, '--from-literal=reconcile.js=owned()');
    await fixture.startSweep();
    const terminated = (await sweepsEnd()).filter((each) => each.exitCode === 3);
    expect(terminated).toEqual([
      expect.objectContaining({
        message: expect.stringMatching(/reconcile.js is not the script that this pod was made for/),
      }),
    ]);
  });
});
