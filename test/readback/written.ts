import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { canonicalJson } from '../../src/core/canonical-json';

/** A text of manifests, and the objects that it was written from. */
export interface Written {
  readonly name: string;
  readonly yaml: string;
  readonly meant: readonly any[];
}

/** What kubectl's reader reads in another way than it was meant: a line each. */
export function readBack(all: readonly Written[]): string {
  const program = process.env.READBACK;
  if (program === undefined) throw new Error('run test/readback/run.sh, which builds the reader');
  const folder = mkdtempSync(join(tmpdir(), 'cdk8s-restate-readback-'));
  try {
    const files = all.flatMap(({ name, yaml, meant }) => {
      const [manifests, objects] = [`${name}.yaml`, `${name}.json`];
      writeFileSync(join(folder, manifests), yaml);
      writeFileSync(join(folder, objects), canonicalJson(meant));
      return [manifests, objects];
    });
    const { status, stdout, stderr } = spawnSync(program, files, { cwd: folder, encoding: 'utf8' });
    if (stdout !== '') return stdout;
    const objects = all.reduce((sum, { meant }) => sum + meant.length, 0);
    expect({ status, stderr }).toEqual({ status: 0, stderr: `${objects} objects read\n` });
    return '';
  } finally {
    rmSync(folder, { recursive: true });
  }
}
