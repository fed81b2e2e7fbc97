import { cdk8s, javascript, JsonFile } from 'projen';

/** The versions that are known to work together; the lower bound of each peer becomes the pin of the Go and Maven packages. */
const CDK8S = '2.70.106';
const CONSTRUCTS = '10.8.1';
const CDK8S_PLUS = '2.5.6';

const project = new cdk8s.ConstructLibraryCdk8s({
  name: 'cdk8s-restate',
  description:
    'Restate (durable execution) on Kubernetes without an operator: typed cdk8s constructs and a small runtime job.',
  author: 'The cdk8s-restate authors',
  authorAddress: 'cdk8s-restate@users.noreply.github.com',
  repositoryUrl: 'https://github.com/cdk8s-restate/cdk8s-restate.git',
  license: 'Apache-2.0',
  copyrightOwner: 'The cdk8s-restate authors',
  keywords: ['cdk8s', 'kubernetes', 'restate', 'durable-execution'],
  defaultReleaseBranch: 'main',
  packageManager: javascript.NodePackageManager.NPM,
  minNodeVersion: '20.16.0',
  projenrcTs: true,
  jsiiVersion: '~6.0.0',
  typescriptVersion: '~6.0.0',
  cdk8sVersion: CDK8S,
  constructsVersion: CONSTRUCTS,
  peerDeps: [`cdk8s-plus-28@^${CDK8S_PLUS}`],
  peerDependencyOptions: { pinnedDevDependency: true },
  bundledDeps: ['ajv@^8.17.1', 'smol-toml@^1.9.1', 'yaml@^2.8.1'],
  devDeps: [
    'cdk8s-cli@^2.207.60',
    'dpdm@^4.3.0',
    'dns-packet@^5.6.1',
    '@types/dns-packet@^5.6.5',
    'esbuild@^0.27.0',
    'jsii-pacmak@^1.140.0',
    // The last that run on Node.js 20.
    '@stryker-mutator/core@^9.6.1',
    '@stryker-mutator/jest-runner@^9.6.1',
  ],
  bin: { 'cdk8s-restate': 'bin/cdk8s-restate' },
  entrypoint: 'lib/src/index.js',
  tsconfig: {
    include: ['imports/**/*.ts'],
    // Source maps would double the size of the package.
    compilerOptions: {
      module: 'node20',
      rootDir: '.',
      inlineSourceMap: false,
      inlineSources: false,
    },
  },
  eslint: true,
  eslintOptions: {
    dirs: ['src'],
    devdirs: ['test', 'examples', 'bench', 'scripts', 'projenrc'],
    commandOptions: { fix: false },
    ignorePatterns: ['imports/**', 'lib/**', 'test/**/*.js'],
  },
  prettier: true,
  prettierOptions: { settings: { singleQuote: true, printWidth: 100 } },
  jestOptions: {
    updateSnapshot: javascript.UpdateSnapshot.NEVER,
    junitReporting: false,
    jestConfig: {
      collectCoverage: false,
      globalSetup: '<rootDir>/test/bundle-runtime.ts',
      // The examples import the library by its name; here they get its source.
      moduleNameMapper: { '^cdk8s-restate$': '<rootDir>/src/index.ts' },
      testPathIgnorePatterns: ['/node_modules/', '<rootDir>/test/e2e/', '<rootDir>/test/packages/'],
      // Copies of the project, made by `npm run mutation`.
      modulePathIgnorePatterns: ['<rootDir>/.stryker-tmp/'],
    },
  },
  depsUpgrade: false,
  buildWorkflow: false,
  release: false,
  pullRequestTemplate: false,
  githubOptions: { mergify: false, pullRequestLint: false },
  stale: false,
  sampleCode: false,
  gitignore: [
    '/assets/reconcile.js',
    '/examples/**/dist/',
    '.DS_Store',
    '/lib/',
    '/test-reports/',
    '/reports/',
    '/.stryker-tmp/',
  ],
});

for (const path of [
  '/examples/',
  '/bench/',
  '/docs/',
  '/.ci/',
  '/scripts/',
  '/imports/*.ts',
  'tsconfig.tsbuildinfo',
  'stryker.config.json',
  '/reports/',
  '/.stryker-tmp/',
]) {
  project.npmignore?.exclude(path);
}

// The lock file names no registry, so that an install works behind any mirror.
project.npmrc.addConfig('omit-lockfile-registry-resolved', 'true');
// The newest release lacks binaries for some platforms, and `npm ci` then fails there.
project.package.addPackageResolutions('unrs-resolver@1.12.2');

project.package.addField('types', 'lib/src/index.d.ts');
// Lets the examples import the library by its name, as a user's app does; jsii needs the two files.
project.package.addField('exports', {
  '.': { types: './lib/src/index.d.ts', default: './lib/src/index.js' },
  './package.json': './package.json',
  './.jsii': './.jsii',
});

for (const folder of ['examples', 'bench', 'scripts']) {
  new javascript.TypescriptConfig(project, {
    fileName: `${folder}/tsconfig.json`,
    extends: javascript.TypescriptConfigExtends.fromPaths(['../tsconfig.json']),
    include: ['**/*.ts'],
    compilerOptions: { noEmit: true, rootDir: '..' },
  });
}

const packageJson = project.tryFindObjectFile('package.json')!;
// jsii compiles every .ts that it finds; tests and examples are no part of the library.
packageJson.addOverride('jsii.excludeTypescript', [
  'test/**',
  'examples/**',
  'bench/**',
  'scripts/**',
]);
// Set here and not by projen's publishTo* options: those make every local build package all languages.
packageJson.addOverride('jsii.targets', {
  python: { distName: 'cdk8s-restate', module: 'cdk8s_restate' },
  java: {
    package: 'io.github.cdk8srestate',
    maven: { groupId: 'io.github.cdk8s-restate', artifactId: 'cdk8s-restate' },
  },
  dotnet: { namespace: 'Cdk8sRestate', packageId: 'Cdk8sRestate' },
  go: { moduleName: 'github.com/cdk8s-restate/cdk8s-restate-go' },
});

// Stale output of a removed source file would end up in the package.
project.preCompileTask.exec('node -e "fs.rmSync(\'lib\',{recursive:true,force:true})"');

project.addTask('e2e', {
  description:
    'Run the end-to-end tests on a real control plane and real Restate servers (Linux x64)',
  exec: 'test/e2e/run.sh',
  receiveArgs: true,
});

project.addTask('packages', {
  description:
    'Build the packages of all languages, and run apps with them in Node.js, Python, Go and Java',
  steps: [
    { spawn: 'pre-compile' },
    { spawn: 'compile' },
    { exec: 'test/packages/run.sh', receiveArgs: true },
  ],
});

project.addTask('quickstart', {
  description: 'Synthesize examples/quickstart to dist/ and list the objects that it made',
  steps: [
    { spawn: 'pre-compile' },
    { spawn: 'compile' },
    { exec: 'ts-node -T -P examples/tsconfig.json examples/quickstart/main.ts' },
    { exec: 'ts-node -T -P scripts/tsconfig.json scripts/list-objects.ts dist' },
  ],
});

const bundle = project.addTask('bundle-runtime', {
  description: "Bundle the program that the runtime's pods run to assets/reconcile.js",
  exec: 'esbuild src/reconciler/main.ts --bundle --minify --platform=node --target=node20.16 --legal-comments=none --log-level=warning --outfile=assets/reconcile.js',
});
project.preCompileTask.spawn(bundle);

new JsonFile(project, 'stryker.config.json', {
  obj: {
    $schema: './node_modules/@stryker-mutator/core/schema/stryker-schema.json',
    testRunner: 'jest',
    jest: { projectType: 'custom', enableFindRelatedTests: false },
    coverageAnalysis: 'perTest',
    // Each run leaves some of its modules behind.
    maxTestRunnerReuse: 150,
    // A busy machine is no endless loop, which is found by counting.
    timeoutMS: 20000,
    // What a module does when it is loaded can't be told apart by test: each such mutant would run all of them.
    ignoreStatic: true,
    disableTypeChecks: false,
    ignorePatterns: ['/lib', '/dist', '/coverage', '/reports', '/test/e2e', '/test/packages'],
    reporters: ['progress-append-only', 'clear-text', 'html', 'json'],
    clearTextReporter: { allowColor: false, reportTests: false },
    thresholds: { high: 85, low: 70, break: null },
  },
});

// A script and no task: the shell of a task takes the patterns of --mutate for those of files.
project.package.setScript('mutation', 'projen bundle-runtime && node scripts/mutation.mjs');

project.addTask('import-crds', {
  description: 'Generate imports/ from our own small schemas of the custom kinds',
  exec: 'cdk8s import --language typescript --check-upgrade=false --no-save -o imports imports/crds.yaml',
});

project.addTask('bench', {
  description: 'Measure synth and import, side by side with plain cdk8s',
  steps: [
    { spawn: 'pre-compile' },
    { spawn: 'compile' },
    { exec: 'node --expose-gc -r ts-node/register bench/synth.ts' },
    { exec: 'node -r ts-node/register bench/import.ts' },
  ],
  env: { TS_NODE_PROJECT: 'bench/tsconfig.json', TS_NODE_TRANSPILE_ONLY: 'true' },
});

project.addTask('bench:runtime', {
  description:
    'Measure the runtime on a real control plane and a real Restate server (Linux x64); arguments: sweep, latency, drain, drain-jobs, rest',
  exec: 'bench/runtime/run.sh',
  receiveArgs: true,
  env: { TS_NODE_PROJECT: 'bench/tsconfig.json', TS_NODE_TRANSPILE_ONLY: 'true' },
});

/** The folders of src, from the ground up: each may import from those in the lines before its own. */
const LAYERS = [
  ['core'],
  ['contract'],
  ['script', 'service-mesh', 'cloud', 'reconciler'],
  ['cluster'],
  ['admin', 'envoy'],
  ['runtime'],
  ['version'],
  ['deployment', 'knative', 'registration'],
  ['cli'],
];
/** The same for the folders of the program that the runtime's pods run. */
const RECONCILER_LAYERS = [
  ['lib'],
  ['kubernetes', 'admin'],
  ['cluster-jobs', 'observe'],
  ['plan'],
  ['execute'],
  ['loop'],
  ['modes'],
];

/** What import/no-restricted-paths has to refuse. */
function importZones(root: string, layers: string[][]) {
  return layers.flatMap((layer, index) =>
    layer.map((folder) => ({
      target: `./${root}/${folder}`,
      from: [...layers.slice(index).flat()]
        .filter((other) => other !== folder)
        .map((other) => `./${root}/${other}`),
      message: 'A folder imports only from the layers below it; see LAYERS in .projenrc.ts.',
    })),
  );
}

project.eslint?.addRules({
  'import/no-cycle': ['error'],
  'import/no-restricted-paths': [
    'error',
    {
      zones: [
        ...importZones('src', LAYERS),
        ...importZones('src/reconciler', RECONCILER_LAYERS),
        {
          target: './src/reconciler',
          from: ['./src/script', './src/service-mesh', './src/cloud', './src/core'],
          message: 'The program shares the contract with the constructs, and nothing else.',
        },
      ],
    },
  ],
  // One use of cdk8s-plus-28 as a value would load it into every app: 60 ms and 14 MB.
  '@typescript-eslint/consistent-type-imports': ['error'],
  // Addresses, hashes and file modes are made of bits.
  'no-bitwise': ['off'],
  // The library's own name resolves once it is compiled, which a clean clone is not.
  'import/no-unresolved': ['error', { ignore: ['^cdk8s-restate$'] }],
});

const importCycles = project.addTask('import-cycles', {
  description: 'Find imports that run in a cycle, those of types too, which ESLint passes over',
  exec: "dpdm --no-tree --no-warning --no-progress --exit-code circular:1 'src/**/*.ts'",
});
project.testTask.spawn(importCycles);

// The end-to-end tests have packages of their own, which only their set-up installs.
project.eslint?.addOverride({
  files: ['test/e2e/**'],
  rules: { 'import/no-unresolved': ['off'], 'import/no-extraneous-dependencies': ['off'] },
});

project.synth();
