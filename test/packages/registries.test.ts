import { readdirSync, readFileSync } from 'fs';
import { join } from 'path';
import { run } from './command';
import { newFolder, npmTarball, PROJECT, pythonWheel, removeFolders, sources } from './packages';

afterAll(removeFolders);

/** The file below a folder with this ending. */
function fileBelow(folder: string, ending: string): string {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' });
  const file = files.find((name) => name.endsWith(ending));
  if (file === undefined) throw new Error(`no ${ending} below ${folder}`);
  return readFileSync(join(folder, file), 'utf8');
}

test('npm would publish the package to everybody', () => {
  const published = run(['npm', 'publish', '--dry-run', npmTarball()], { cwd: PROJECT });
  expect(published).toContain('+ cdk8s-restate@');
});

test('PyPI would take the wheel and show its page', () => {
  const folder = newFolder('twine');
  run(['python3', '-m', 'venv', 'venv'], { cwd: folder });
  run(['venv/bin/pip', 'install', '--quiet', 'twine==6.2.0'], { cwd: folder });
  const checked = run(['venv/bin/twine', 'check', '--strict', pythonWheel()], { cwd: folder });
  expect(checked).toContain('PASSED');
});

test('the Maven project has what Maven Central asks for', () => {
  const pom = fileBelow(sources('java'), 'pom.xml');
  for (const part of ['name', 'description', 'url', 'licenses', 'developers', 'scm']) {
    expect(pom).toMatch(new RegExp(`<${part}>\\s*\\S`));
  }
  for (const plugin of ['maven-source-plugin', 'maven-javadoc-plugin']) {
    expect(pom).toContain(plugin);
  }
});

test('the .NET project has what NuGet shows', () => {
  const project = fileBelow(sources('dotnet'), '.csproj');
  for (const part of ['PackageId', 'Description', 'ProjectUrl', 'Authors', 'RepositoryUrl']) {
    expect(project).toMatch(new RegExp(`<(Package)?${part}>\\s*\\S`));
  }
  expect(project).toContain('<PackageLicenseExpression>Apache-2.0<');
});

test('the Go module has the path of the repository that it is pushed to', () => {
  const { go } = JSON.parse(readFileSync(join(PROJECT, 'package.json'), 'utf8')).jsii.targets;
  const module = fileBelow(sources('go'), 'go.mod');
  expect(module).toContain(`module ${go.moduleName}/cdk8srestate\n`);
});

test('a release makes each package with the examples in its language', () => {
  const { tasks } = JSON.parse(readFileSync(join(PROJECT, '.projen/tasks.json'), 'utf8'));
  for (const language of ['java', 'python', 'dotnet', 'go']) {
    const [translate, make] = tasks[`package:${language}`].steps;
    expect(translate).toEqual({ spawn: 'translate-examples' });
    expect(make.exec).toContain('--rosetta-unknown-snippets fail');
  }
});
