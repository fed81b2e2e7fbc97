import { execSync } from 'node:child_process';
import { delimiter, join } from 'node:path';
import { tasks } from '../.projen/tasks.json';

const ROOT = join(__dirname, '..');

/** The constructs put the bundled runtime into a ConfigMap: tests get the one of the source that they run with. */
export default function bundleRuntime(): void {
  const PATH = [join(ROOT, 'node_modules/.bin'), process.env.PATH].join(delimiter);
  for (const { exec } of tasks['bundle-runtime'].steps) {
    execSync(exec, { cwd: ROOT, env: { ...process.env, PATH }, stdio: 'inherit' });
  }
}
