import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** The path of a file of this package; sources and compiled files are at different depths. */
export function packageFile(path: string): string {
  for (let folder = __dirname; folder !== dirname(folder); folder = dirname(folder)) {
    const candidate = join(folder, path);
    if (existsSync(join(folder, 'package.json')) && existsSync(candidate)) return candidate;
  }
  throw new Error(`${path} not found in the package; install cdk8s-restate again`);
}
