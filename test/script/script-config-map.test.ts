import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { App, Chart, YamlOutputType } from 'cdk8s';
import { RestateCluster, RestateDeployment, RestateRuntime } from '../../src';
import { MINIMAL as MINIMAL_CLUSTER } from '../cluster/synth';
import { faultsOf } from '../core/faults-of';
import { MINIMAL, newChart } from '../deployment/synth';

const PROJECT = resolve(__dirname, '../..');

/** The quick start with services in two namespaces. */
function platform(scripts?: (app: App) => Chart) {
  const app = new App({ yamlOutputType: YamlOutputType.FILE_PER_CHART });
  const chart = new Chart(app, 'platform');
  const scriptChart = scripts?.(app);
  new RestateCluster(chart, 'restate', { ...MINIMAL_CLUSTER, jobs: { scriptChart } });
  for (const namespace of ['shop', 'bank']) {
    new RestateRuntime(chart, `${namespace}-runtime`, { name: 'runtime', namespace, scriptChart });
    new RestateDeployment(chart, `${namespace}-service`, { ...MINIMAL, namespace });
  }
  return { app, chart, scriptChart };
}

const isScript = ({ kind, data }: any) => kind === 'ConfigMap' && 'reconcile.js' in data;

test('each namespace has one script, beside what it runs', () => {
  const { chart } = platform();
  const scripts = chart.toJson().filter(isScript);
  expect(scripts.map(({ metadata }) => metadata.namespace)).toEqual(['restate', 'shop', 'bank']);
});

test('all scripts may be in a file of their own, and nothing else changes', () => {
  const { app, chart, scriptChart } = platform((each) => new Chart(each, 'scripts'));
  expect(app.charts.map(({ node }) => node.id)).toEqual(['platform', 'scripts']);
  expect(app.synthYaml()).toContain('reconcile.js');
  const all = platform().chart.toJson();
  expect(chart.toJson()).toEqual(all.filter((each) => !isScript(each)));
  expect(scriptChart!.toJson()).toEqual(all.filter(isScript));
});

test('what is no chart is a fault', () => {
  expect(faultsOf(platform(() => 'scripts' as never).chart)).toEqual([
    expect.stringMatching(/ jobs\.scriptChart: must be a Chart, got "scripts"; write one, such as/),
    ...['shop', 'bank'].map((name) =>
      expect.stringMatching(
        `\\[platform/${name}-runtime\\] scriptChart: must be a Chart, got "scr`,
      ),
    ),
  ]);
});

test('what keeps its name when the library is updated says which version it is of', () => {
  const { chart } = platform();
  const { version } = JSON.parse(readFileSync(join(PROJECT, 'package.json'), 'utf8'));
  const labelled = chart
    .toJson()
    .filter(({ metadata }) => metadata.labels?.['app.kubernetes.io/version'] === version);
  expect(labelled.map(({ kind }) => kind).sort()).toEqual([
    'ConfigMap',
    'ConfigMap',
    'ConfigMap',
    'CronJob',
    'CronJob',
  ]);
});

test('the user’s word about the version is the last', () => {
  const chart = newChart();
  new RestateRuntime(chart, 'own', { labels: { 'app.kubernetes.io/version': 'mine' } });
  const own = chart.toJson();
  expect(own.map(({ metadata }) => metadata.labels['app.kubernetes.io/version'])).toEqual(
    own.map(() => 'mine'),
  );
});
