import { join } from 'node:path';
import { restrictedFaults } from '../../core/restricted-faults';
import { objectsOf, run } from '../run';

const render = (name: string, ...flags: string[]) =>
  run(['render', ...flags, join(__dirname, 'input', `${name}.yaml`)]);

test('with its flag, every pod complies with the restricted Pod Security Standard', async () => {
  const flags = ['--gcp-workload-identity', '--restricted-pod-security'];
  const { stdout } = await render('restricted', ...flags);
  expect(restrictedFaults(objectsOf(stdout))).toEqual([]);
});

test('without it, the StatefulSet is as the operator has it, so that no node restarts', async () => {
  const { stdout } = await render('restricted', '--gcp-workload-identity');
  expect(restrictedFaults(objectsOf(stdout))).toContain(
    'StatefulSet/restate restate: runAsNonRoot',
  );
});

test('an IAMPolicyMember names the version of what it refers to', async () => {
  const { stdout } = await render('restricted', '--gcp-workload-identity');
  const member = objectsOf(stdout).find(({ kind }) => kind === 'IAMPolicyMember');
  expect(member.spec.resourceRef.apiVersion).toBe('iam.cnrm.cloud.google.com/v1beta1');
});

test('a canary ends after five minutes, unless nothing would try it again', async () => {
  const deadline = async (...flags: string[]) => {
    const eks = '--aws-pod-identity-association-cluster=eks';
    const { stdout } = await render('canary', eks, ...flags);
    return objectsOf(stdout).find(({ metadata }) => metadata.name.startsWith('restate-pia-canary'))
      .spec.activeDeadlineSeconds;
  };
  expect(await deadline()).toBe(300);
  expect(await deadline('--without-runtime')).toBeUndefined();
});

test.each(['experimental', 'start-script'])('there is no false warning: %s', async (name) => {
  const { status, stderr } = await render(name);
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
});
