import { readFileSync } from 'fs';
import { join } from 'path';
import { run } from './command';
import { PROJECT, pythonWheel, removeFolders, sources } from './packages';

afterAll(removeFolders);

/** A file of the wheel, by the end of its name. */
function inWheel(ending: string): string {
  const read = `
import sys, zipfile
wheel = zipfile.ZipFile(sys.argv[1])
[name] = [name for name in wheel.namelist() if name.endswith(sys.argv[2])]
sys.stdout.write(wheel.read(name).decode())`;
  return run(['python3', '-c', read, pythonWheel(), ending], { cwd: PROJECT });
}

test('the page of the Python package shows Python, with imports that are there', () => {
  const description = inWheel('.dist-info/METADATA');
  expect(description).toContain('cluster = RestateCluster(chart, "restate",');
  expect(description).toContain('from cdk8s_plus_28.k8s import PodTemplateSpec');
  expect(description).not.toMatch(/new RestateCluster\(|from cdk8s_plus_28\.(?!k8s\b)/);
});

test('the documentation of a Python class shows Python', () => {
  const code = inWheel('cdk8s_restate/__init__.py');
  expect(code).toContain('config=RestateConfig.raft(),');
  expect(code).not.toMatch(/new Restate\w+\(chart/);
});

test('that of Java shows Java', () => {
  const folder = join(sources('java'), 'src/main/java/io/github/cdk8srestate');
  const code = readFileSync(join(folder, 'RestateCluster.java'), 'utf8');
  expect(code).toContain('RestateCluster.Builder.create(chart, "restate")');
  expect(code).not.toMatch(/new RestateCluster\(chart, 'restate', \{/);
  // Its page: the description of the package.
  const page = readFileSync(join(folder, 'package-info.java'), 'utf8');
  expect(page).toContain(
    'RestateCluster cluster = RestateCluster.Builder.create(chart, "restate")',
  );
});

test('that of Go and C# shows Go and C#', () => {
  const readme = readFileSync(join(sources('go'), 'cdk8srestate/README.md'), 'utf8');
  expect(readme).toContain('cdk8srestate.NewRestateCluster(chart');
  expect(readme).not.toContain('new RestateCluster(');
  const cluster = 'Cdk8sRestate/Cdk8sRestate/RestateCluster.cs';
  const code = readFileSync(join(sources('dotnet'), cluster), 'utf8');
  expect(code).toContain('new RestateCluster(chart, "restate", new RestateClusterProps {');
});
