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
