import { cpSync, writeFileSync } from 'fs';
import { join } from 'path';
import { run } from './command';
import { exampleFile } from './languages/consumer';
import { goModules, replacements } from './languages/go';
import { filesIn } from './manifests';
import { newFolder, npmTarball, PROJECT, pythonWheel, removeFolders, sources } from './packages';
import { page } from '../docs/markdown';

afterAll(removeFolders);

interface Language {
  readonly name: string;
  /** What is not as at a user's, since nothing is published: a line, and what stands in its place. */
  readonly replaced: readonly [line: string, instead: () => string];
}

const LANGUAGES: Language[] = [
  {
    name: 'TypeScript',
    replaced: [
      'npm install cdk8s cdk8s-plus-28 constructs cdk8s-restate',
      () => `npm install cdk8s cdk8s-plus-28 constructs ${npmTarball()}`,
    ],
  },
  {
    name: 'Python',
    replaced: ['pip install cdk8s-restate', () => `pip install ${pythonWheel()}`],
  },
  {
    name: 'Go',
    replaced: [
      'go mod tidy && go run .',
      () => `cat >> go.mod <<END\n${replacements(goModules())}END\ngo mod tidy && go run .`,
    ],
  },
  {
    name: 'Java',
    replaced: ['mvn --quiet ', () => `mvn --quiet -Dmaven.repo.local=${mavenRepository()} `],
  },
];

/** A repository with our package in it, beside its peers. */
function mavenRepository(): string {
  const repository = newFolder('maven');
  const peers = run([join(PROJECT, 'test/packages/java-peers.sh')], { cwd: PROJECT }).trim();
  cpSync(peers, repository, { recursive: true });
  const options = [`maven.repo.local=${repository}`, 'maven.javadoc.skip', 'maven.source.skip'];
  run(
    [
      'mvn',
      '--batch-mode',
      '--quiet',
      ...options.map((each) => `-D${each}`),
      '-Dgpg.skip',
      'install',
    ],
    { cwd: sources('java') },
  );
  return repository;
}

/** What a section tells to type and to write, as one script: files are named in the line before them. */
function script(language: string): string {
  const [, section] = page('docs/getting-started.md').text.split(`\n### ${language}\n`);
  const [own] = section.split(/\n##+ /);
  const steps = own.matchAll(/(?:`([^`\n]+)`[^`\n]*:\n\n)?```(\w+)\n([^]*?)^```$/gm);
  return [...steps]
    .map(([, file, kind, code]) =>
      kind === 'bash' ? code : `cat > ${file} <<'END_OF_FILE'\n${code}END_OF_FILE\n`,
    )
    .join('');
}

test.each(LANGUAGES)('$name: line by line, it makes the manifests', ({ name, replaced }) => {
  const [line, instead] = replaced;
  const told = script(name);
  expect(told.split(line)).toHaveLength(2);
  const folder = newFolder(name.toLowerCase());
  writeFileSync(join(folder, 'lines.sh'), told.replace(line, instead));
  run(['bash', '-euo', 'pipefail', 'lines.sh'], { cwd: folder });

  const expected = newFolder('expected');
  const tsNode = [join(PROJECT, 'node_modules/.bin/ts-node'), '-T', '-P', 'examples/tsconfig.json'];
  run([...tsNode, exampleFile('quickstart', 'main.ts')], {
    cwd: PROJECT,
    env: { CDK8S_OUTDIR: expected },
  });
  expect(filesIn(join(folder, 'quickstart/dist'))).toEqual(filesIn(expected));
});
