import { Duration } from 'cdk8s';
import { RestateAdmin } from '../../src';
import { Cluster } from './harness/cluster/cluster';
import { useKubectl } from './harness/command-line';
import { describeOnNode, GREETER_NODE, useRestate, useRuntimeFixture } from './harness/on-node';
import { run } from '../cli/run';

const { access } = Cluster.connect();

useKubectl();

describeOnNode('an app that is taken away by the command line', GREETER_NODE, (node) => {
  const restate = useRestate();
  const fixture = useRuntimeFixture(node, 'drain');
  const connection = ['--kubeconfig', access.kubeconfig, '--namespace', 'drain'];

  const apply = (version: string) =>
    fixture.apply({
      admin: RestateAdmin.fromUrl(restate.client.admin),
      services: { greeter: { version, drainDelay: Duration.seconds(1) } },
    });
  const own = async () =>
    (
      await fixture.kubectl(
        'get',
        'cronjobs,jobs,configmaps,roles,rolebindings,serviceaccounts',
        '--selector=app.kubernetes.io/instance=app',
        '--output=name',
      )
    ).trim();

  test('a runtime that is not there is told, with those that are', async () => {
    await apply('v1');
    await fixture.registered('greeter');
    expect(await run(['drain', 'ap', ...connection])).toEqual({
      status: 1,
      stdout: '',
      stderr: expect.stringContaining('runtime "ap" not found; write one of "app"'),
    });
  });

  test('what an invocation needs stays, and the command says so; it goes on when it is run again', async () => {
    const invocation = await restate.client.send('Greeter/wait', 'one');
    const awakeable = await fixture.waiting('greeter', 'one');
    const first = await run(['drain', 'app', '--timeout', '30s', ...connection]);
    expect(first).toMatchObject({
      status: 1,
      stdout: expect.stringMatching(/^greeter-\w+: Draining, invocations that started on it: 1 /m),
      stderr: expect.stringContaining('run the command again'),
    });
    await expect(restate.client.invoke('Greeter/greet', 'you')).rejects.toThrow(/not public/);
    expect(await fixture.objects()).toHaveLength(2);

    const second = run(['drain', 'app', ...connection]);
    await restate.client.resolveAwakeable(awakeable, 'done');
    expect(await restate.client.attach(invocation)).toBe('v1: done');
    expect(await second).toMatchObject({
      status: 0,
      stdout: expect.stringMatching(/: removed\n$/),
      stderr: '',
    });
    expect(await fixture.objects()).toEqual([]);
    expect(await restate.client.deployments()).toEqual([]);
    expect(await own()).toContain('cronjob.batch/app');
  });

  test('uninstall deletes the runtime as well; versions are forced when the time is over', async () => {
    await apply('v2');
    await fixture.registered('greeter');
    await restate.client.send('Greeter/wait', 'two');
    await fixture.waiting('greeter', 'two');
    const ended = await run(['uninstall', 'app', '--force-after', '5s', ...connection]);
    expect(ended).toMatchObject({ status: 0, stderr: '' });
    expect(await fixture.objects()).toEqual([]);
    expect(await restate.client.deployments()).toEqual([]);
    expect(await own()).toBe('');
  });
});
