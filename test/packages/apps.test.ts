import { writeFileSync } from 'fs';
import { join } from 'path';
import { outcome, run } from './command';
import type { Outcome } from './command';
import { EXAMPLES, exampleFile, isExample } from './languages/consumer';
import type { App } from './languages/consumer';
import { go } from './languages/go';
import { java } from './languages/java';
import { node, nodeWithOldestPeers } from './languages/node';
import { python } from './languages/python';
import { filesIn, manifestsIn } from './manifests';
import type { Files, Manifests } from './manifests';
import { APPS, newFolder, PROJECT, removeFolders } from './packages';

afterAll(removeFolders);

/** What the operator is given. */
const OPERATOR_CLUSTER = `apiVersion: restate.dev/v1
kind: RestateCluster
metadata:
  name: restate
spec:
  compute:
    image: restatedev/restate:1.5
  storage:
    storageRequestBytes: 2147483648
`;

/** What an app makes when it runs on the compiled library, before anything is packed. */
function unpacked(app: App): { manifests: Manifests; files: Files; outcome: Outcome } {
  const target = newFolder('expected');
  const tsNode = [join(PROJECT, 'node_modules/.bin/ts-node'), '-T', '-P', 'test/tsconfig.json'];
  const source = isExample(app)
    ? exampleFile(app, 'main.ts')
    : join(APPS, 'typescript', `${app}.ts`);
  const result = outcome([...tsNode, source], {
    cwd: PROJECT,
    env: { CDK8S_OUTDIR: target },
  });
  return { manifests: manifestsIn(target), files: filesIn(target), outcome: result };
}

describe.each([node, nodeWithOldestPeers, python, go, java])('$language', (consumer) => {
  let folder: string;

  /** Runs an app into a folder of its own. */
  function synth(app: App): { target: string; outcome: Outcome } {
    const target = newFolder('manifests');
    const options = { cwd: folder, env: { CDK8S_OUTDIR: target } };
    return { target, outcome: outcome(consumer.command(app, folder), options) };
  }

  beforeAll(() => {
    folder = newFolder(consumer.language.toLowerCase());
    consumer.install(folder);
  });

  test.each(Object.keys(EXAMPLES) as Array<keyof typeof EXAMPLES>)(
    'the example %s writes the same bytes as in TypeScript',
    (example) => {
      const { target, outcome: ended } = synth(example);
      expect(ended).toMatchObject({ status: 0 });
      const expected = unpacked(example).files;
      expect(Object.keys(expected)).toHaveLength(1);
      expect(filesIn(target)).toEqual(expected);
    },
  );

  test.each(['clusters', 'services', 'newer-plus'] as const)(
    'the app %s makes the same objects as on the unpacked library',
    (app) => {
      const { target, outcome: ended } = synth(app);
      expect(ended).toMatchObject({ status: 0 });
      const expected = unpacked(app).manifests;
      expect(Object.keys(expected).length).toBeGreaterThan(5);
      expect(manifestsIn(target)).toEqual(expected);
    },
  );

  test('an app that is wrong is told all its faults, each with path, field, value and remedy, and writes nothing', () => {
    const { target, outcome: ended } = synth('wrong-props');
    expect(ended.status).not.toBe(0);
    expect(ended.stderr).toMatch(consumer.failure);
    for (const fault of [
      /\[wrong-props\/restate\] compute\.replicas: must be .*, got -1; write /,
      /\[wrong-props\/restate\] storage\.size: 0 bytes is not .*; write /,
      /\[wrong-props\/restate\] config: invalid TOML: .*; fix the TOML at line 1/,
    ]) {
      expect(ended.stderr).toMatch(fault);
    }
    expect(manifestsIn(target)).toEqual({});
  });

  const { commandLine } = consumer;
  if (commandLine === undefined) return;

  test('the command line that comes with the package renders what the unpacked one renders', () => {
    expect(run([...commandLine, '--help'], { cwd: folder })).toContain('Usage: cdk8s-restate');
    const file = join(folder, 'cluster.yaml');
    writeFileSync(file, OPERATOR_CLUSTER);
    const rendered = run([...commandLine, 'render', file], { cwd: folder });
    const expected = run(['bin/cdk8s-restate', 'render', file], { cwd: PROJECT });
    expect(expected).toContain('kind: StatefulSet');
    expect(rendered).toBe(expected);
  });

  test('the command line tells by its exit code that it failed', () => {
    const ended = outcome([...commandLine, 'render', 'missing.yaml'], { cwd: folder });
    expect(ended.status).not.toBe(0);
    expect(ended.stderr).toContain('missing.yaml');
  });
});
