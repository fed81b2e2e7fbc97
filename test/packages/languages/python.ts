import { cpSync } from 'fs';
import { join } from 'path';
import type { Consumer } from './consumer';
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
  },

  command: (app) => ['venv/bin/python', `${app.replace('-', '_')}.py`],

  commandLine: ['venv/bin/cdk8s-restate'],
};
