import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Runs an app, which synthesizes when it is loaded. */
export function synthText(code: string): { manifests: string; warnings: string } {
  const folder = mkdtempSync(join(tmpdir(), 'cdk8s-restate-docs-'));
  // Beside the tests, whence the app finds its packages.
  const file = join(__dirname, `app-${process.pid}.ts`);
  const cwd = process.cwd();
  const write = jest.spyOn(process.stderr, 'write').mockReturnValue(true);
  try {
    writeFileSync(file, code);
    process.chdir(folder);
    jest.isolateModules(() => jest.requireActual(file));
    const manifests = readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.yaml'))
      .map((name) => readFileSync(join(folder, name), 'utf8'))
      .join('---\n');
    return { manifests, warnings: write.mock.calls.map(([text]) => text).join('') };
  } finally {
    process.chdir(cwd);
    write.mockRestore();
    rmSync(file, { force: true });
    rmSync(folder, { recursive: true });
  }
}
