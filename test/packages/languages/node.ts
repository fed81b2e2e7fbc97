import { copyFileSync, cpSync, writeFileSync } from 'fs';
import { join } from 'path';
import { EXAMPLES, exampleFile } from './consumer';
import type { Consumer } from './consumer';
import { run } from '../command';
import { APPS, npmTarball, OLDEST_VERSIONS, PROJECT, VERSIONS } from '../packages';
import type { Versions } from '../packages';

export const node = nodeWith('TypeScript', VERSIONS);
export const nodeWithOldestPeers = nodeWith('TypeScript with the oldest peers', OLDEST_VERSIONS);

function nodeWith(language: string, versions: Versions): Consumer {
  return {
    language,
    failure: /^Error: /m,

    install(folder) {
      const peers = Object.entries(versions).map(([name, version]) => `${name}@${version}`);
      writeFileSync(join(folder, 'package.json'), JSON.stringify({ private: true }));
      run(['npm', 'install', '--no-audit', '--no-fund', npmTarball(), ...peers], { cwd: folder });

      cpSync(join(APPS, 'typescript'), folder, { recursive: true });
      for (const name of Object.keys(EXAMPLES)) {
        copyFileSync(exampleFile(name, 'main.ts'), join(folder, `${name}.ts`));
      }
      // As strict as a user's compiler can be: the package's own declarations are checked too.
      const compilerOptions = {
        module: 'node16',
        target: 'es2022',
        lib: ['es2022'],
        types: [],
        strict: true,
        skipLibCheck: false,
      };
      writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions }));
      run([join(PROJECT, 'node_modules/.bin/tsc'), '--project', folder], { cwd: folder });
    },

    command: (app) => ['node', `${app}.js`],

    commandLine: ['npx', '--no-install', 'cdk8s-restate'],
  };
}
