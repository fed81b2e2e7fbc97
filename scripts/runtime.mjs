/**
 * Bundles the program that the runtime's pods run to assets/reconcile.js. Not minified: what runs is reviewed in git. But
 * without comments, of which a bundler keeps some, and with one space for each level: `kubectl apply` copies the whole
 * ConfigMap into an annotation, and 256 KiB is all that annotations may have.
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { build } from 'esbuild';
import typescript from 'typescript';

const { ModuleKind, ScriptTarget, transpileModule } = typescript;

/** The banner does not name the version: names of objects depend on the text, and only a changed program changes them. */
const BANNER =
  '// The runtime of cdk8s-restate, bundled from src/reconciler of https://github.com/cdk8s-restate/cdk8s-restate';

const compilerOptions = {
  module: ModuleKind.ESNext,
  target: ScriptTarget.ES2022,
  removeComments: true,
};

const withoutComments = {
  name: 'without-comments',
  setup({ onLoad }) {
    onLoad({ filter: /\.ts$/ }, ({ path }) => ({
      contents: transpileModule(readFileSync(path, 'utf8'), { compilerOptions, fileName: path })
        .outputText,
    }));
  },
};

const { outputFiles } = await build({
  entryPoints: ['src/reconciler/main.ts'],
  bundle: true,
  platform: 'node',
  target: 'node20.16',
  legalComments: 'none',
  banner: { js: BANNER },
  plugins: [withoutComments],
  write: false,
});
const text = outputFiles[0].text.replace(/^(?: {2})+/gm, (indent) => indent.slice(indent.length / 2));
mkdirSync('assets', { recursive: true });
writeFileSync('assets/reconcile.js', text);
