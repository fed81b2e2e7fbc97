/**
 * Bundles the command line with the libraries that it alone uses into lib/cli/, so that apps, and the packages of other
 * languages, do not carry those libraries; and writes their licenses beside it.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { build } from 'esbuild';

const FOLDER = 'lib/cli';
const SOURCE = resolve('src');
/** What is in the package as a part of this bundle only. */
const BUNDLED = ['cli', 'reconciler'].map((folder) => resolve(SOURCE, folder));

/** What apps load as well is there once, as it was compiled. */
const library = {
  name: 'library',
  setup({ onResolve }) {
    onResolve({ filter: /^\./ }, ({ path, resolveDir }) => {
      const isOurs = !resolveDir.includes('node_modules');
      const file = resolve(resolveDir, path);
      if (!isOurs || BUNDLED.some((folder) => file.startsWith(`${folder}/`))) return undefined;
      return { path: relative(FOLDER, join('lib/src', relative(SOURCE, file))), external: true };
    });
  },
};

const { metafile } = await build({
  // Not what was compiled: of modules, esbuild leaves out what nothing uses.
  entryPoints: ['src/cli/main.ts'],
  outfile: join(FOLDER, 'main.js'),
  bundle: true,
  minify: true,
  platform: 'node',
  target: 'node20.16',
  plugins: [library],
  // What an app installs beside this package, and what the package has for its constructs.
  external: ['cdk8s', 'cdk8s-plus-28', 'constructs', 'smol-toml'],
  legalComments: 'none',
  metafile: true,
});

const packages = new Set(
  Object.keys(metafile.inputs).flatMap(
    (path) => path.match(/^.*node_modules\/(?:@[^/]+\/)?[^/]+/)?.[0] ?? [],
  ),
);
const licenses = [...packages].sort().map((folder) => {
  const { name, version } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  const file = ['LICENSE', 'LICENSE.md', 'license', 'LICENSE.txt']
    .map((each) => join(folder, each))
    .find(existsSync);
  if (!file) throw new Error(`${folder} has no license to include`);
  return `${name} ${version}\n\n${readFileSync(file, 'utf8').trim()}\n`;
});
writeFileSync(join(FOLDER, 'LICENSES.txt'), licenses.join(`\n${'-'.repeat(80)}\n\n`));
