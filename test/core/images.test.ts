import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Chart, Size, Testing } from 'cdk8s';
import { faultsOf } from './faults-of';
import {
  EnvoySidecar,
  KnativeService,
  RestateAdmin,
  RestateCloudEnvironment,
  RestateCluster,
  RestateDeployment,
  RestateKnativeDeployment,
  RestateRuntime,
} from '../../src';
import { IMAGES } from '../../src/core/images';

const PROJECT = join(__dirname, '../..');
const text = (path: string) => readFileSync(join(PROJECT, path), 'utf8');
const DIGEST = `@sha256:${'a'.repeat(64)}`;

test('every default image has a comment that Renovate reads, about that image', () => {
  const [{ matchStrings }] = JSON.parse(text('renovate.json')).customManagers;
  const found = [...text('src/core/images.ts').matchAll(new RegExp(matchStrings[0], 'g'))];
  const defaults = Object.values<string>(IMAGES);
  expect(found.map(([all]) => /'(.*)'$/.exec(all)![1])).toEqual(defaults);
  for (const { groups } of found) {
    expect(groups!.datasource).toBe('docker');
    const image = `${groups!.depName}:${groups!.currentValue}`;
    expect(defaults).toContainEqual(expect.stringMatching(new RegExp(`(^|/)${image}(@|$)`)));
    const [, versions] = /^regex:(.*)$/.exec(groups!.versioning ?? '') ?? [];
    if (versions !== undefined) expect(groups!.currentValue).toMatch(new RegExp(versions));
  }
});

test('Renovate finds the tag also behind which a digest has been written', () => {
  const [{ matchStrings }] = JSON.parse(text('renovate.json')).customManagers;
  const pinned = text('src/core/images.ts').replace(/:([^:@\s']+)(@[^']+)?',$/gm, `:$1${DIGEST}',`);
  const found = [...pinned.matchAll(new RegExp(matchStrings[0], 'g'))];
  expect(found.map(({ groups }) => groups!.currentDigest)).toEqual(
    Object.values(IMAGES).map(() => DIGEST.slice(1)),
  );
});

test('the documentation names the default images', () => {
  const { length } = Object.values(IMAGES).filter((image) => {
    return text('docs/security.md').includes(`\`${image.replace(/@.*/, '')}\``);
  });
  expect(length).toBe(Object.values(IMAGES).length);
});

test('a digest pins each image that can be chosen, with a tag and without', () => {
  for (const tag of ['', ':24-alpine']) {
    const image = `registry.example:5000/team/image${tag}${DIGEST}`;
    const chart = new Chart(Testing.app(), 'test');
    const admin = RestateAdmin.fromUrl('http://restate.example:9070');
    const template = {
      metadata: { labels: { app: 'a' } },
      spec: { containers: [{ name: 'a', image, ports: [{ name: 'h2c', containerPort: 9080 }] }] },
    };
    const cluster = new RestateCluster(chart, 'cluster', {
      compute: { image },
      storage: { size: Size.gibibytes(1) },
      platform: { canaryImage: image },
      security: { trustedCaCerts: [{ secretName: 'ca', key: 'ca.crt' }] },
      jobs: { image },
    });
    new EnvoySidecar(chart, 'envoy', { cluster, image });
    const runtime = new RestateRuntime(chart, 'runtime', { namespace: 'services', image });
    const common = { namespace: 'services', admin, runtime };
    new RestateDeployment(chart, 'a', {
      ...common,
      selector: { matchLabels: { app: 'a' } },
      template,
    });
    new RestateKnativeDeployment(chart, 'b', { ...common, template });
    new KnativeService(chart, 'c', { ...common, image });
    new RestateCloudEnvironment(chart, 'cloud', {
      environmentId: 'env_1',
      region: 'eu',
      signingPublicKey: 'publickeyv1_1',
      bearerToken: { name: 'token', key: 'token' },
      tunnel: { image },
    });
    expect(faultsOf(chart).filter((fault) => fault.includes('image'))).toEqual([]);
    const images = [...JSON.stringify(Testing.synth(chart)).matchAll(/"image":"([^"]*)"/g)];
    expect(new Set(images.map(([, each]) => each))).toEqual(new Set([image]));
  }
});
