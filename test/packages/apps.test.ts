import { writeFileSync } from 'fs';
import { join } from 'path';
import { outcome, run } from './command';
import type { Outcome } from './command';
import type { App } from './languages/consumer';
import { go } from './languages/go';
import { java } from './languages/java';
import { node, nodeWithOldestPeers } from './languages/node';
import { python } from './languages/python';
import { manifestsIn, textsIn } from './manifests';
import type { Manifests } from './manifests';
import { APPS, newFolder, PROJECT, removeFolders } from './packages';

afterAll(removeFolders);

const SOURCES: { readonly [app in App]: string } = {
  quickstart: join(PROJECT, 'examples/quickstart/main.ts'),
  clusters: join(APPS, 'typescript/clusters.ts'),
  services: join(APPS, 'typescript/services.ts'),
  'wrong-props': join(APPS, 'typescript/wrong-props.ts'),
};

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
function unpacked(app: App): { target: string; manifests: Manifests; outcome: Outcome } {
  const target = newFolder('expected');
  const tsNode = [join(PROJECT, 'node_modules/.bin/ts-node'), '-T', '-P', 'test/tsconfig.json'];
  const result = outcome([...tsNode, SOURCES[app]], {
    cwd: PROJECT,
    env: { CDK8S_OUTDIR: target },
  });
  return { target, manifests: manifestsIn(target), outcome: result };
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

  test.each(['quickstart', 'clusters', 'services'] as const)(
    'the app %s makes the same objects as on the unpacked library',
    (app) => {
      const { target, outcome: ended } = synth(app);
      expect(ended).toMatchObject({ status: 0 });
      const expected = unpacked(app).manifests;
      expect(Object.keys(expected).length).toBeGreaterThan(10);
      expect(manifestsIn(target)).toEqual(expected);
    },
  );

  if (consumer.writesTheSame === true) {
    test('the app quickstart writes the same bytes as on the unpacked library', () => {
      expect(textsIn(synth('quickstart').target)).toEqual(textsIn(unpacked('quickstart').target));
    });
  }

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
