import { readFileSync } from 'fs';
import { join } from 'path';
import { removeFolders, sources } from './packages';

afterAll(removeFolders);

test('the sources of the .NET package can be made', () => {
  const folder = join(sources('dotnet'), 'Cdk8sRestate');
  const project = readFileSync(join(folder, 'Cdk8sRestate.csproj'), 'utf8');
  expect(project).toContain('<PackageId>Cdk8sRestate</PackageId>');
  const cluster = readFileSync(join(folder, 'Cdk8sRestate/RestateCluster.cs'), 'utf8');
  expect(cluster).toMatch(/public class RestateCluster : Constructs\.Construct_?/);
});
