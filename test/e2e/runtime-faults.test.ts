import { Duration } from 'cdk8s';
import { RestateAdmin, RestateCaBundle } from '../../src';
import { Cluster } from './harness/cluster/cluster';
import { killApiServer } from './harness/cluster/control-plane';
import { makeCertificate } from './harness/machine/certificate';
import { nodeImage } from './harness/node/images';
import type { Image, ImageTable } from './harness/node/images';
import { describeOnNode, GREETER_NODE, useFixture, useRestate } from './harness/on-node';
import { refuse, InterceptingProxy } from './harness/runtime/intercepting-proxy';
import { RuntimeFixture } from './harness/runtime/runtime-fixture';
import { waitUntil } from './harness/wait';

/** Of the proxy between the runtime and the admin API. */
const PROXY = '10.0.3.1';

const cluster = Cluster.connect();

function skewedNodeImage(hours: string): Image {
  const { files, ...image } = nodeImage();
  const env = { NODE_OPTIONS: '--require=/services/skewed-clock.cjs', SKEW_HOURS: hours };
  return { ...image, env, files: { ...files, '/services': `${__dirname}/services` } };
}

const IMAGES: ImageTable = {
  ...GREETER_NODE.images,
  'node:fast-clock': skewedNodeImage('5'),
  'node:slow-clock': skewedNodeImage('-5'),
};

describeOnNode('a runtime whose servers fail', { images: IMAGES }, (node) => {
  const restate = useRestate();
  const proxy = useFixture(
    () => InterceptingProxy.start({ target: restate.client.admin, address: PROXY }),
    (started) => started.stop(),
  );
  let fixture: RuntimeFixture;

  beforeEach(() => {
    proxy.intercept = undefined;
    proxy.requests.length = 0;
  });

  afterEach(() => fixture.remove());

  /** Each test has a namespace and a service of its own. */
  async function start(name: string, access?: Parameters<typeof RestateAdmin.fromUrl>[1]) {
    fixture = await RuntimeFixture.create(cluster, node, `faults-${name.toLowerCase()}`);
    const deploy = (version: string, more: { url?: string; image?: string } = {}) =>
      fixture.apply({
        admin: RestateAdmin.fromUrl(more.url ?? proxy.url, access),
        image: more.image,
        services: {
          greeter: { version, env: { SERVICE: name }, drainDelay: Duration.seconds(8) },
        },
      });
    const leave = () => {
      const admin = RestateAdmin.fromUrl(proxy.url, access);
      return fixture.apply({ admin, admins: [admin], services: {} });
    };
    const greet = () => restate.client.invoke(`${name}/greet`, 'you');
    const retained = () => fixture.version('greeter', ({ state }) => state === 'Retained');
    return { deploy, leave, greet, retained };
  }

  /** What the condition Ready of the deployment says. */
  async function ready() {
    const { conditions } = await fixture.deployment('greeter');
    return conditions.find(({ type }) => type === 'Ready');
  }

  /** The ids of what the server knows of the app. */
  async function known(): Promise<string[]> {
    const deployments = await restate.client.deployments();
    const ours = deployments.filter(({ uri }) => uri.includes(`.${fixture.namespace}.`));
    return ours.map(({ id }) => id);
  }

  test('a wrong token is told in the words of the admin API, and the right one goes on from there', async () => {
    proxy.intercept = ({ headers }, response) =>
      headers.authorization === 'Bearer right'
        ? undefined
        : refuse(response, 401, 'this token opens nothing');
    const { deploy, leave, greet } = await start('Token', {
      bearerToken: { name: 'admin', key: 'token' },
    });
    const secret = (token: string) =>
      fixture.kubectl('create', 'secret', 'generic', 'admin', token);
    await secret('--from-literal=token=secret-but-wrong');
    await deploy('v1');
    const told = expect.stringMatching(/POST http:\S+\/query: 401 this token opens nothing/);
    expect(await fixture.adminReachable('False')).toEqual(told);
    // It is told after the status was written.
    await waitUntil({ for: 'the Event' }, async () => (await fixture.events('Warning')).length > 0);
    expect(await fixture.events('Warning')).toContainEqual(told);
    expect(await ready()).toMatchObject({ status: 'Unknown', reason: 'Unauthorized' });
    expect(JSON.stringify(await fixture.status())).not.toContain('secret-but-wrong');

    await fixture.kubectl('delete', 'secret', 'admin');
    await secret('--from-literal=token=right');
    await fixture.startSweep();
    await fixture.sweepEnded();
    expect(await greet()).toBe('v1: hello you');
    expect(await fixture.events('Normal')).toContainEqual(
      expect.stringMatching(/admin API at .* is reachable/),
    );

    // What has left the app is still deregistered with it.
    await leave();
    await fixture.startSweep();
    await waitUntil({ for: 'the end of it' }, async () => (await known()).length === 0);
    await fixture.sweepEnded();
    expect(await fixture.objects()).toEqual([]);
  });

  test('a certificate of its own is refused, unless its CA is given', async () => {
    const certificate = makeCertificate(cluster.access.folder, [`IP:${PROXY}`]);
    const target = restate.client.admin;
    const secure = await InterceptingProxy.start({ target, address: PROXY, certificate });
    try {
      const untrusting = await start('Untrusting');
      await untrusting.deploy('v1', { url: secure.url });
      expect(await fixture.adminReachable('False')).toMatch(/self-signed certificate/);
      expect(secure.requests).toEqual([]);
      await fixture.remove();

      const trusting = await start('Trusting', {
        ca: RestateCaBundle.fromConfigMap('ca', 'ca.pem'),
      });
      await fixture.kubectl(
        'create',
        'configmap',
        'ca',
        `--from-file=ca.pem=${certificate.caFile}`,
      );
      await trusting.deploy('v1', { url: secure.url });
      await fixture.registered('greeter');
      expect(await trusting.greet()).toBe('v1: hello you');
    } finally {
      await secure.stop();
    }
  });

  test('an admin API that accepts and never answers is waited for, less and less often', async () => {
    const asked: number[] = [];
    proxy.intercept = () => {
      asked.push(Date.now());
      return new Promise(() => {});
    };
    const { deploy, greet } = await start('Silent');
    await deploy('v1');
    expect(await fixture.adminReachable('False')).toMatch(/no answer within 5 s/);
    const gaps = () => asked.slice(1).map((at, index) => at - asked[index]);
    // 5 s for the answer, and a pause that doubles, less up to half of it.
    await waitUntil({ for: 'a longer pause' }, () => gaps().some((gap) => gap > 7_000));
    expect(Math.min(...gaps())).toBeGreaterThan(5_000);

    proxy.intercept = undefined;
    expect(await fixture.registered('greeter')).toMatch(/^Version \w+ is registered as dp_/);
    expect(await greet()).toBe('v1: hello you');
  });

  test('while nobody can say what is active, as in an election, nothing is taken away', async () => {
    const { deploy, greet, retained } = await start('Election');
    await deploy('v1');
    await fixture.registered('greeter');
    const { deploymentId } = await fixture.version('greeter', ({ state }) => state === 'Latest');
    await deploy('v2');
    await fixture.registered('greeter');

    const words = 'partition table is not known, there is no leader';
    proxy.intercept = ({ path }, response) =>
      path === '/query' ? refuse(response, 500, words) : undefined;
    await fixture.startSweep();
    const unknown = await fixture.version('greeter', ({ state }) => state === 'Unknown');
    expect(unknown.blockers ?? []).toEqual([expect.stringContaining(words)]);
    await waitUntil({ for: 'some looks that fail' }, () => queries() >= 5);
    expect(await fixture.adminReachable('False')).toContain(`500 ${words}`);
    expect(await known()).toContain(deploymentId);
    expect(await greet()).toBe('v2: hello you');

    proxy.intercept = undefined;
    expect((await retained()).replicas).toMatchObject({ desired: 0 });
    expect(await known()).not.toContain(deploymentId);
    await fixture.sweepEnded();
  });

  test('the API server restarts while a version is registered, and while one drains', async () => {
    const { deploy, greet, retained } = await start('Restart');
    const restartApiServer = async () => {
      const startAgain = await killApiServer(cluster.access.folder);
      await new Promise((resolve) => setTimeout(resolve, 3_000));
      startAgain();
      await waitUntil({ for: 'the API server' }, () => cluster.client.get('/readyz'));
    };
    await deploy('v1');
    await restartApiServer();
    await fixture.registered('greeter');
    expect(await greet()).toBe('v1: hello you');

    await deploy('v2');
    await fixture.registered('greeter');
    await fixture.startSweep();
    await fixture.version('greeter', ({ state }) => state === 'Drained');
    await restartApiServer();
    expect((await retained()).replicas).toMatchObject({ desired: 0 });
    await fixture.sweepEnded();
    expect(await greet()).toBe('v2: hello you');
  });

  test.each(['fast', 'slow'])(
    'a %s clock in the pod of the runtime neither shortens nor lengthens a drain',
    async (clock) => {
      const { deploy, retained } = await start(clock === 'fast' ? 'Fast' : 'Slow');
      const image = `node:${clock}-clock`;
      await deploy('v1', { image });
      await fixture.registered('greeter');
      await deploy('v2', { image });
      await fixture.registered('greeter');
      await fixture.startSweep();
      const { removeAt } = await fixture.version('greeter', ({ state }) => state === 'Drained');
      const delay = Date.parse(removeAt!) - Date.now();
      expect(delay).toBeGreaterThan(0);
      expect(delay).toBeLessThan(9_000);
      expect(await known()).toHaveLength(2);
      await retained();
      expect(Date.now()).toBeGreaterThanOrEqual(Date.parse(removeAt!));
      await fixture.sweepEnded();
    },
  );

  function queries(): number {
    return proxy.requests.filter(({ path }) => path === '/query').length;
  }
});
