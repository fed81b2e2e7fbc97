/** The command line, as a user runs it against the cluster of the tests. */
import { delimiter, dirname } from 'node:path';
import { Cluster } from './cluster/cluster';
import type { Plan } from '../../../src/cli/plan/plan';
import { run } from '../../cli/run';

const { access } = Cluster.connect();

/** Lets the command line find the kubectl of the tests, in the tests of a file. */
export function useKubectl(): void {
  const path = process.env.PATH;
  beforeAll(() => {
    process.env.PATH = [dirname(access.kubectl), path].join(delimiter);
  });
  afterAll(() => {
    process.env.PATH = path;
  });
}

/** What `plan` says, and how it ends. */
export async function planOf(
  manifests: string,
  ...args: string[]
): Promise<{ exit: number; plan: Plan }> {
  const flags = ['--output', 'json', '--kubeconfig', access.kubeconfig];
  const { status, stdout, stderr } = await run(['plan', '-', ...flags, ...args], manifests);
  expect(stderr).toBe('');
  return { exit: status, plan: JSON.parse(stdout) };
}

const DROPPED = 'spec.template.spec.hostnameOverride';

/** That `plan` knows the server's defaults, and all that an apply leaves alone. */
export async function expectPlanOfNothing(manifests: string): Promise<void> {
  const { exit, plan } = await planOf(manifests);
  const fields = plan.objects.flatMap((each) => [each.change, ...each.fields]);
  expect({ problems: plan.problems, fields }).toEqual({
    problems: [],
    // Where the server is too old for a field it drops it; it could as well have been taken away by hand.
    fields: fields.includes(DROPPED) ? ['changed', DROPPED] : [],
  });
  expect(exit).toBe(fields.length === 0 ? 0 : 2);
}
