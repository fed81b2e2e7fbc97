import { copyFileSync, cpSync } from 'fs';
import { join } from 'path';
import { EXAMPLES, exampleFile } from './consumer';
import type { App, Consumer } from './consumer';
import { run } from '../command';
import { APPS, pythonWheel, VERSIONS } from '../packages';

export const python: Consumer = {
  language: 'Python',
  failure: /^RuntimeError: Error: /m,

  install(folder) {
    run(['python3', '-m', 'venv', 'venv'], { cwd: folder });
    const peers = Object.entries(VERSIONS).map(([name, version]) => `${name}==${version}`);
    run(['venv/bin/pip', 'install', '--quiet', pythonWheel(), ...peers], { cwd: folder });
    cpSync(join(APPS, 'python'), folder, { recursive: true });
    for (const name of Object.keys(EXAMPLES) as App[]) {
      copyFileSync(exampleFile(name, 'main.py'), join(folder, fileName(name)));
    }
  },

  command: (app) => ['venv/bin/python', fileName(app)],

  commandLine: ['venv/bin/cdk8s-restate'],
};

function fileName(app: App): string {
  return `${app.replaceAll('-', '_')}.py`;
}
