/**
 * Bundles the command line with the libraries that it alone uses into lib/cli/, and TOML into the one file that uses it, so
 * that apps, and the packages of other languages, carry no more of libraries than is used; and writes their licenses.
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

const OPTIONS = {
  bundle: true,
  minify: true,
  platform: 'node',
  target: 'node20.16',
  legalComments: 'none',
  metafile: true,
};

const toml = await build({
  ...OPTIONS,
  entryPoints: ['lib/src/core/toml.js'],
  outfile: 'lib/src/core/toml.js',
  allowOverwrite: true,
});

const cli = await build({
  ...OPTIONS,
  // Not what was compiled: of modules, esbuild leaves out what nothing uses.
  entryPoints: ['src/cli/main.ts'],
  outfile: join(FOLDER, 'main.js'),
  plugins: [library],
  // What an app installs beside this package.
  external: ['cdk8s', 'cdk8s-plus-28', 'constructs'],
});

const packages = new Set(
  [toml, cli].flatMap(({ metafile }) =>
    Object.keys(metafile.inputs).flatMap(
      (path) => path.match(/^.*node_modules\/(?:@[^/]+\/)?[^/]+/)?.[0] ?? [],
    ),
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
writeFileSync('lib/LICENSES.txt', licenses.join(`\n${'-'.repeat(80)}\n\n`));
