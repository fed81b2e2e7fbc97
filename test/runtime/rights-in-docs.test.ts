import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  RestateAdmin,
  RestateConfig,
  RestateIdentity,
  RestateRuntime,
  RestateRuntimeMode,
} from '../../src';
import { newCluster, objects } from '../cluster/synth';
import { newChart, newDeployment, ofKind } from '../deployment/synth';

const DOCS = readFileSync(join(__dirname, '../../docs/security.md'), 'utf8');

/** The first cells of the rows of the table below a heading. */
function table(heading: string, columns: number): string[] {
  const section = DOCS.split(`${heading}\n`)[1].split(/\n##/)[0];
  const rows = section
    .split('\n')
    .filter((line) => line.startsWith('| '))
    .slice(2);
  return rows.map((line) =>
    line
      .split('|')
      .slice(1, columns + 1)
      .map((cell) => cell.trim().replace(/`/g, ''))
      .join(' | '),
  );
}

/** A rule of a Role as the tables have it. */
function row({ apiGroups: [group], resources: [resource], resourceNames, verbs }: any): string {
  const names = new Set((resourceNames ?? ['all']).map(shortened));
  return [
    group === '' ? resource : `${resource}.${group}`,
    [...names].join(', '),
    verbs.filter((verb: string) => verb !== 'watch').join(', '),
  ].join(' | ');
}

function shortened(name: string): string {
  return name
    .replace(/^shop(?=-|$)/, 'ID')
    .replace(/-admin-[0-9a-f]{10}$/, '-admin-HASH')
    .replace(/^greeter-[0-9a-z]+$/, 'VERSION')
    .replace(/^((storage-)?restate)-\d+$/, '$1-N')
    .replace(/^restate-\w+-canary-[0-9a-f]+$/, 'CANARY');
}

function rulesOfRuntime(mode: RestateRuntimeMode): string[] {
  const chart = newChart();
  const admins = [RestateAdmin.fromUrl('http://restate.other:9070')];
  new RestateRuntime(chart, 'shop', { mode, admins, knative: true });
  newDeployment({}, chart);
  return ofKind(chart, 'Role')[0].rules.map(row);
}

test('docs/security.md lists each right of the runtime', () => {
  expect(table('## Rights of the runtime', 3)).toEqual(rulesOfRuntime(RestateRuntimeMode.jobs()));
});

test('and what differs for a Deployment', () => {
  const jobs = rulesOfRuntime(RestateRuntimeMode.jobs());
  const watch = rulesOfRuntime(RestateRuntimeMode.deployment());
  expect(table('### As a Deployment', 3)).toEqual(watch.filter((each) => !jobs.includes(each)));
  expect(jobs.filter((each) => !watch.includes(each))).toEqual([
    'configmaps | ID-desired | get',
    'cronjobs.batch | ID | get',
    'deployments.apps | ID | get, delete',
  ]);
});

test('and each of a cluster’s Jobs', () => {
  const identity = RestateIdentity.awsPodIdentity('arn:aws:iam::111122223333:role/r', {
    eksClusterName: 'eks',
  });
  const config = RestateConfig.fromToml('auto-provision = false');
  const cluster = newCluster({ autoProvision: true, config, security: { identity } });
  const roles = objects(cluster).filter(({ kind }) => kind === 'Role');
  const rows = roles.flatMap(({ metadata, rules }) =>
    rules.map((rule: any) => `${metadata.name.replace('restate-', '')} | ${row(rule)}`),
  );
  expect(table("## Rights of a cluster's Jobs", 4)).toEqual(rows);
});
