import { copyFileSync, cpSync, mkdirSync, readFileSync, writeFileSync } from 'fs';
import { join } from 'path';
import { EXAMPLES, exampleFile } from './consumer';
import type { App, Consumer } from './consumer';
import { run } from '../command';
import { APPS, peerSources, sources } from '../packages';

export const go: Consumer = {
  language: 'Go',
  failure: /^panic: Error: /m,

  install(folder) {
    cpSync(join(APPS, 'go'), folder, { recursive: true });
    for (const name of Object.keys(EXAMPLES) as App[]) {
      const target = join(folder, packageName(name));
      mkdirSync(target, { recursive: true });
      copyFileSync(exampleFile(name, 'main.go'), join(target, 'main.go'));
    }
    const modules = goModules();
    const [ours] = modules.map(moduleName);
    writeFileSync(
      join(folder, 'go.mod'),
      `module example.com/consumer\n\ngo ${goVersion(modules[0])}\n\n` +
        `require ${ours} v0.0.0\n\n${replacements(modules)}`,
    );
    run(['go', 'mod', 'tidy'], { cwd: folder });
    run(['go', 'build', '-o', 'bin/', './...'], { cwd: folder });
  },

  command: (app, folder) => [join(folder, 'bin', packageName(app))],
};

/** Our module, and what is not published to every Go proxy. */
export function goModules(): string[] {
  return [
    join(sources('go'), 'cdk8srestate'),
    join(peerSources('cdk8s', 'go'), 'cdk8s'),
    join(peerSources('cdk8s-plus-33', 'go'), 'cdk8splus33'),
  ];
}

/** Lines of a go.mod. */
export function replacements(modules: readonly string[]): string {
  return modules.map((path) => `replace ${moduleName(path)} => ${path}\n`).join('');
}

function packageName(app: App): string {
  return app.replaceAll('-', '');
}

function moduleName(path: string): string {
  return line(path, /^module (.*)$/m);
}

function goVersion(path: string): string {
  return line(path, /^go (.*)$/m);
}

function line(path: string, pattern: RegExp): string {
  return pattern.exec(readFileSync(join(path, 'go.mod'), 'utf8'))![1];
}
