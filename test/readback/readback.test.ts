import { readFileSync } from 'node:fs';
import { App, Chart, Testing, Yaml } from 'cdk8s';
import { Chance } from './chance';
import { readBack } from './written';
import type { Written } from './written';
import { RestateAdmin, RestateDeployment } from '../../src';
import { render } from '../../src/cli/render/render';
import { toYaml } from '../../src/cli/render/yaml';
import { faultsOf } from '../core/faults-of';
import { exampleNames, savedByExample } from '../examples/synth-example';
import { casesOf, inputOf } from '../parity/recordings';

const SEED = Number(process.env.READBACK_SEED ?? 1);
const BATCHES = 25;
const TEXTS_OF_A_BATCH = 100;

const OPTIONS = { namespace: 'default', passThrough: false } as any;

describe('what cdk8s writes', () => {
  test.each(exampleNames())('the example %s', (name) => {
    const saved = savedByExample(name);
    expect(readBack(saved.map((file, index) => ({ ...file, name: `${name}-${index}` })))).toBe('');
  });
});

describe('what render writes', () => {
  test.each(casesOf(''))('%s', (name) => {
    expect(readBack([rendered(name, readFileSync(inputOf(name), 'utf8'))])).toBe('');
  });
});

describe('texts by chance', () => {
  const chance = new Chance(SEED);
  const batches = Array.from({ length: BATCHES }, () =>
    Array.from({ length: TEXTS_OF_A_BATCH }, () => chance.text()),
  );

  test('cdk8s synth refuses them, or writes what kubectl reads as it was meant', () => {
    const written = batches.map((texts, index) => synthesized(`batch-${index}`, texts));
    const kept = written.reduce((sum, { texts }) => sum + texts.length, 0);
    expect(kept).toBeGreaterThan((BATCHES * TEXTS_OF_A_BATCH) / 2);
    expect(readBack(written)).toBe('');
  });

  test('render writes all but halves of characters', () => {
    const written = batches.map((texts, index) => {
      const whole = texts.filter((text) => !/\p{Cs}/u.test(text));
      const resource = { ...RESOURCE, spec: { ...RESOURCE.spec, template: template(whole) } };
      return rendered(`batch-${index}`, JSON.stringify(resource));
    });
    expect(readBack(written)).toBe('');
  });
});

test('numbers by chance', () => {
  const chance = new Chance(SEED);
  const numbers = Array.from({ length: 2000 }, () => chance.number());
  const object = { apiVersion: 'v1', kind: 'A', metadata: { name: 'a' }, numbers };
  const written = [toYaml([object]), Yaml.stringify(object)].map((yaml, index) => ({
    name: String(index),
    yaml,
    meant: [object],
  }));
  expect(readBack(written)).toBe('');
});

const RESOURCE = {
  apiVersion: 'restate.dev/v1beta1',
  kind: 'RestateDeployment',
  metadata: { name: 'greeter', namespace: 'apps' },
  spec: {
    selector: { matchLabels: { app: 'greeter' } },
    restate: { register: { url: 'http://restate.restate:9070' } },
  },
};

/** A template with the texts as values and, where keys are free, as keys. */
function template(texts: readonly string[]) {
  return {
    metadata: { labels: { app: 'greeter' } },
    spec: {
      containers: [{ name: 'app', image: 'a:1', args: [...texts] }],
      volumes: texts.map((text, index) => ({
        name: `v${index}`,
        csi: { driver: 'a.b', volumeAttributes: { [text]: 'a' } },
      })),
    },
  };
}

function rendered(name: string, text: string): Written {
  const { objects, faults } = render([{ file: name, text }], OPTIONS);
  expect(faults).toEqual([]);
  return { name, yaml: toYaml(objects), meant: objects };
}

/** As many of the texts as synth does not refuse. */
function synthesized(name: string, texts: readonly string[]): Written & { texts: string[] } {
  const faults = faultsOf(deploymentOf(texts));
  // The template as a whole is an annotation, too.
  const places = faults.map((fault) => /\b(?:args|volumes)\[(\d+)\]/.exec(fault)?.[1]);
  const refused = new Set(places.filter((place) => place !== undefined).map(Number));
  const kept = texts.filter((_, index) => !refused.has(index));
  const meant = Testing.synth(Chart.of(deploymentOf(kept)));
  return { name, yaml: Yaml.stringify(...meant), meant, texts: kept };
}

function deploymentOf(texts: readonly string[]): RestateDeployment {
  const chart = new Chart(new App(), 'shop', { namespace: 'apps' });
  return new RestateDeployment(chart, 'greeter', {
    admin: RestateAdmin.fromUrl('http://restate.restate:9070'),
    selector: { matchLabels: { app: 'greeter' } },
    rawTemplate: template(texts),
  });
}
