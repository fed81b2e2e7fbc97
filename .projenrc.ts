import { cdk8s, github, javascript, JsonFile, JsonPatch, release, YamlFile } from 'projen';

/**
 * The oldest peers that work: what cdk8s-plus-28 asks for, but for cdk8s 2.68.11, which not every registry has. `npm run
 * packages` runs apps with them. They are also what Go takes, unless an app asks for newer ones.
 */
const OLDEST = { cdk8s: '2.68.12', constructs: '10.3.0', 'cdk8s-plus-28': '2.5.6' };
/** Those that all else is compiled and tested with, as users install them today. */
const NEWEST = { cdk8s: '2.70.106', constructs: '10.8.1', 'cdk8s-plus-28': '2.5.6' };

const project = new cdk8s.ConstructLibraryCdk8s({
  name: 'cdk8s-restate',
  description:
    'Restate (durable execution) on Kubernetes without an operator: typed cdk8s constructs and a small runtime job.',
  author: 'The cdk8s-restate authors',
  authorAddress: 'cdk8s-restate@users.noreply.github.com',
  repositoryUrl: 'https://github.com/cdk8s-restate/cdk8s-restate.git',
  homepage: 'https://github.com/cdk8s-restate/cdk8s-restate#readme',
  bugsUrl: 'https://github.com/cdk8s-restate/cdk8s-restate/issues',
  license: 'Apache-2.0',
  copyrightOwner: 'The cdk8s-restate authors',
  keywords: ['cdk8s', 'kubernetes', 'restate', 'durable-execution'],
  defaultReleaseBranch: 'main',
  packageManager: javascript.NodePackageManager.NPM,
  minNodeVersion: '20.16.0',
  projenrcTs: true,
  jsiiVersion: '~6.0.0',
  typescriptVersion: '~6.0.0',
  cdk8sVersion: OLDEST.cdk8s,
  constructsVersion: OLDEST.constructs,
  peerDeps: [`cdk8s-plus-28@^${OLDEST['cdk8s-plus-28']}`],
  peerDependencyOptions: { pinnedDevDependency: false },
  devDeps: [
    ...Object.entries(NEWEST).map(([peer, version]) => `${peer}@${version}`),
    // Bundled into what uses them, by scripts/bundle.mjs.
    'smol-toml@^1.9.1',
    'yaml@^2.8.1',
    'cdk8s-cli@^2.207.60',
    // What users of a newer Kubernetes have beside the peer; of the tests of the packages.
    'cdk8s-plus-33@2.5.57',
    'dpdm@^4.3.0',
    'dns-packet@^5.6.1',
    '@types/dns-packet@^5.6.5',
    'esbuild@^0.27.0',
    'jsii-pacmak@^1.140.0',
    // The last that run on Node.js 20.
    '@stryker-mutator/core@^9.6.1',
    '@stryker-mutator/jest-runner@^9.6.1',
  ],
  // The second is found by kubectl: `kubectl restate`.
  bin: { 'cdk8s-restate': 'bin/cdk8s-restate', 'kubectl-restate': 'bin/cdk8s-restate' },
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
      testPathIgnorePatterns: [
        '/node_modules/',
        '<rootDir>/test/e2e/',
        '<rootDir>/test/packages/',
        '<rootDir>/test/readback/',
      ],
      // Copies of the project, made by `npm run mutation`.
      modulePathIgnorePatterns: ['<rootDir>/.stryker-tmp/'],
    },
  },
  // Started by a maintainer: the version and the changelog come from the commits since the last tag. The API may change
  // with a minor version until 1.0.0.
  release: true,
  releaseTrigger: release.ReleaseTrigger.workflowDispatch(),
  majorVersion: 0,
  // What has changed for users since the last release. Not part of each build, which needs no network.
  postBuildSteps: [{ name: 'Compare with the last release', run: 'npx projen compat' }],
  stability: 'experimental',
  npmProvenance: true,
  npmTrustedPublishing: true,
  publishToPypi: { distName: 'cdk8s-restate', module: 'cdk8s_restate', trustedPublishing: true },
  publishToMaven: {
    javaPackage: 'io.github.cdk8srestate',
    mavenGroupId: 'io.github.cdk8s-restate',
    mavenArtifactId: 'cdk8s-restate',
    mavenServerId: 'central-ossrh',
  },
  publishToNuget: {
    dotNetNamespace: 'Cdk8sRestate',
    packageId: 'Cdk8sRestate',
    trustedPublishing: true,
  },
  publishToGo: { moduleName: 'github.com/cdk8s-restate/cdk8s-restate-go' },
  workflowNodeVersion: '24',
  // Of pull requests: the tests on each Node.js that is maintained, and the whole check.
  buildWorkflow: false,
  depsUpgradeOptions: {
    workflowOptions: { schedule: javascript.UpgradeDependenciesSchedule.WEEKLY },
  },
  pullRequestTemplateContents: [
    '## What changes for users',
    '',
    '## How it was tried',
    '',
    '- [ ] `npm test` passes; new behaviour has a test that was red before',
    '- [ ] documentation and API.md are up to date',
  ],
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
  'renovate.json',
  // Of these, the bundles are in the package.
  '/lib/src/reconciler/',
  '/lib/src/cli/',
  // These are types for the command line.
  '/lib/imports/',
  '/API.md',
  '/CONTRIBUTING.md',
  '/CODE_OF_CONDUCT.md',
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

// A local build makes the package of npm alone; those of the other languages take minutes.
project.packageTask.reset(
  'if [ "${CI:-}" = true ]; then npx projen package-all; else npx projen package:js; fi',
);
// publib knows the registry.
project
  .github!.tryFindWorkflow('release')!
  .file!.patch(JsonPatch.remove('/jobs/release_npm/steps/9/env/NPM_REGISTRY'));

const read = github.workflows.JobPermission.READ;
const check = new github.GithubWorkflow(project.github!, 'check');
check.on({ pullRequest: {}, push: { branches: ['main'] }, workflowDispatch: {} });
check.addJobs({
  unit: {
    name: 'npm test, Node.js ${{ matrix.node }}',
    runsOn: ['ubuntu-latest'],
    permissions: { contents: read },
    timeoutMinutes: 20,
    strategy: { matrix: { domain: { node: ['20', '22', '24'] } } },
    steps: [
      github.WorkflowSteps.checkout(),
      { uses: 'actions/setup-node@v6', with: { 'node-version': '${{ matrix.node }}' } },
      { run: 'npm ci' },
      { run: 'npm test' },
    ],
  },
  compat: {
    name: 'the API, compared with the last release',
    runsOn: ['ubuntu-latest'],
    permissions: { contents: read },
    timeoutMinutes: 10,
    steps: [
      github.WorkflowSteps.checkout(),
      { uses: 'actions/setup-node@v6', with: { 'node-version': '24' } },
      { run: 'npm ci' },
      { run: 'npx projen pre-compile && npx projen compile && npx projen compat' },
    ],
  },
  all: {
    name: 'everything, on real servers',
    runsOn: ['ubuntu-latest'],
    permissions: { contents: read },
    timeoutMinutes: 90,
    steps: [
      github.WorkflowSteps.checkout(),
      { uses: 'actions/setup-node@v6', with: { 'node-version': '24' } },
      { uses: 'actions/setup-go@v6', with: { 'go-version': '1.26' } },
      { uses: 'actions/setup-java@v5', with: { distribution: 'temurin', 'java-version': '17' } },
      { run: 'sudo --preserve-env --preserve-env=PATH .ci/run' },
    ],
  },
});

const VERSIONS = 'Versions of cdk8s-restate, Restate, Kubernetes and cdk8s';
for (const [name, description, fields] of [
  [
    'bug',
    'Something does not work as documented',
    [VERSIONS, 'Input', 'What happens', 'What should happen'],
  ],
  ['feature', 'Something that is missing', ['What you want to do', 'What you do today']],
] as const) {
  new YamlFile(project, `.github/ISSUE_TEMPLATE/${name}.yml`, {
    obj: {
      name,
      description,
      body: fields.map((label) => ({
        type: 'textarea',
        attributes: { label },
        validations: { required: true },
      })),
    },
  });
}
new YamlFile(project, '.github/ISSUE_TEMPLATE/config.yml', {
  obj: { blank_issues_enabled: true },
});

// Stale output of a removed source file would end up in the package.
project.preCompileTask.exec('node -e "fs.rmSync(\'lib\',{recursive:true,force:true})"');

project.addTask('e2e', {
  description:
    'Run the end-to-end tests on a real control plane and real Restate servers (Linux x64)',
  exec: 'test/e2e/run.sh',
  receiveArgs: true,
});

// The README and the API documentation of each package speak its language.
const translate = project.addTask('translate-examples', {
  description: 'Compile the examples of README.md and doc comments, and translate them',
  exec: 'node scripts/translate-examples.mjs',
});
// Each of them: a release makes each package in a job of its own, from the package of npm.
for (const language of ['java', 'python', 'dotnet', 'go']) {
  project.tasks
    .tryFind(`package:${language}`)!
    .reset(`jsii-pacmak -v --target ${language} --rosetta-unknown-snippets fail`);
  project.tasks.tryFind(`package:${language}`)!.prependSpawn(translate);
}
project.gitignore.exclude('/.jsii.tabl.json');
project.npmignore!.exclude('/.jsii.tabl.json', '/rosetta/');

const histories = project.addTask('histories', {
  description:
    "Play random histories against the runtime's bundle, and look for what must never happen",
  steps: [
    {
      exec: 'esbuild test/histories/main.ts --bundle --platform=node --target=node20.16 --sourcemap=inline --log-level=warning --outfile=reports/histories/main.js',
    },
    { exec: 'node --enable-source-maps reports/histories/main.js', receiveArgs: true },
  ],
});

project.addTask('fuzz', {
  description: 'Give render and the constructs inputs that nobody means, one of each for a seed',
  exec: 'node -r ts-node/register/transpile-only test/fuzz/main.ts',
  receiveArgs: true,
  env: { TS_NODE_PROJECT: 'test/tsconfig.json' },
});

project.addTask('readback', {
  description: "Read all outputs back with kubectl's own reader (needs Go)",
  exec: 'test/readback/run.sh',
  receiveArgs: true,
});

project.addTask('packages', {
  description:
    'Build the packages of all languages, and run apps with them in Node.js, Python, Go and Java',
  steps: [
    { spawn: 'pre-compile' },
    { spawn: 'compile' },
    { spawn: 'translate-examples' },
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
  exec: 'node scripts/runtime.mjs',
});
project.preCompileTask.spawn(bundle);
// jsii would have the oldest peers compiled with; that they work is tested.
project.compileTask.reset(
  'jsii --silence-warnings=reserved-word --silence-warnings=metadata/missing-dev-dependency',
);
project.compileTask.exec('node scripts/slim.mjs');
project.compileTask.exec('node scripts/bundle.mjs');
histories.prependSpawn(bundle);

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
    ignorePatterns: [
      '/lib',
      '/dist',
      '/coverage',
      '/reports',
      '/test/e2e',
      '/test/packages',
      '/test/readback',
    ],
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
    'Measure the runtime on a real control plane and a real Restate server (Linux x64); arguments: memory, sweep, latency, drain, drain-jobs, rest',
  exec: 'bench/runtime/run.sh',
  receiveArgs: true,
  env: { TS_NODE_PROJECT: 'bench/tsconfig.json', TS_NODE_TRANSPILE_ONLY: 'true' },
});

/** The folders of src, from the ground up: each may import from those in the lines before its own. */
const LAYERS = [
  ['core'],
  ['contract'],
  ['monitoring'],
  ['script', 'service-mesh', 'cloud', 'reconciler'],
  ['cluster'],
  ['admin', 'envoy'],
  ['runtime'],
  ['version'],
  ['deployment', 'knative', 'registration', 'kafka'],
  ['cli'],
];
/** The same for the folders of the program that the runtime's pods run. */
const RECONCILER_LAYERS = [
  ['lib'],
  ['kubernetes', 'admin'],
  ['kafka'],
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

// Apart from docgen, which each build runs: these take four times as long.
const LANGUAGES = ['python', 'java', 'csharp', 'go'];
project.addTask('docgen:languages', {
  description: 'Generate docs/api, the API reference in each language, from what was compiled last',
  steps: [
    // As the packages have them; of itself, jsii-docgen names modules that are not there.
    { spawn: 'translate-examples' },
    ...LANGUAGES.map((language) => ({
      exec: `jsii-docgen --language ${language} --output docs/api/${language}.md`,
    })),
  ],
});
for (const language of LANGUAGES) {
  project.gitattributes.addAttributes(`/docs/api/${language}.md`, 'linguist-generated');
}

const sbom = project.addTask('sbom', {
  description: 'List the libraries inside of the package in dist/sbom.cdx.json',
  exec: 'node scripts/sbom.mjs',
});
project.packageTask.spawn(sbom);
project
  .github!.tryFindWorkflow('release')!
  .file!.patch(
    JsonPatch.replace(
      '/jobs/release_github/steps/3/run',
      [
        'tag=$(cat "$RELEASE_TAG_FILE") &&',
        'gh release view "$tag" -R "$GITHUB_REPOSITORY" 2>/dev/null ||',
        'gh release create "$tag" dist/sbom.cdx.json -R "$GITHUB_REPOSITORY" -F "$CHANGELOG_FILE" -t "$tag" --target "$GITHUB_SHA"',
      ].join('\n'),
    ),
  );

project.addTask('update-images', {
  description:
    'Write the digest of each tag in src/core/images.ts, as its registry has it now (needs Go)',
  exec: 'node scripts/update-images.mjs',
});
// Packages are upgraded by a workflow of this project.
new JsonFile(project, 'renovate.json', {
  marker: false,
  obj: {
    $schema: 'https://docs.renovatebot.com/renovate-schema.json',
    enabledManagers: ['custom.regex'],
    customManagers: [
      {
        customType: 'regex',
        managerFilePatterns: ['/^src/core/images\\.ts$/'],
        matchStrings: [
          [
            String.raw`// renovate: datasource=(?<datasource>\S+) depName=(?<depName>\S+)( versioning=(?<versioning>\S+))?\s+`,
            String.raw`\w+: '[^@\s']+:(?<currentValue>[^@:\s']+)(@(?<currentDigest>sha256:[0-9a-f]+))?'`,
          ].join(''),
        ],
      },
    ],
    packageRules: [{ matchDatasources: ['docker'], commitMessagePrefix: 'fix:' }],
  },
});

const importCycles = project.addTask('import-cycles', {
  description: 'Find imports that run in a cycle, those of types too, which ESLint passes over',
  exec: "dpdm --no-tree --no-warning --no-progress --exit-code circular:1 'src/**/*.ts'",
});
project.testTask.spawn(importCycles);

// Neither jsii nor jest checks these, and they run without a check of types.
const types = project.addTask('types', {
  description: 'Check the types of what is neither library nor test',
  steps: ['examples', 'bench', 'scripts', 'projenrc'].map((folder) => ({
    exec: `tsc --noEmit --project ${folder}`,
  })),
});
project.testTask.spawn(types);

project.eslint?.addOverride({
  files: ['src/cli/**', 'src/core/toml.ts'],
  rules: { 'import/no-extraneous-dependencies': ['error', { devDependencies: true }] },
});

// The end-to-end tests have packages of their own, which only their set-up installs.
project.eslint?.addOverride({
  files: ['test/e2e/**'],
  rules: { 'import/no-unresolved': ['off'], 'import/no-extraneous-dependencies': ['off'] },
});

project.synth();
