import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** A file of this package by its path in it; the sources and what is compiled from them are not equally deep. */
export function packageFile(path: string): string {
  for (let folder = __dirname; folder !== dirname(folder); folder = dirname(folder)) {
    const candidate = join(folder, path);
    if (existsSync(join(folder, 'package.json')) && existsSync(candidate)) return candidate;
  }
  throw new Error(`the package lacks ${path}; install it again`);
}
