import { clusterAlerts } from '../../src/monitoring/cluster-alerts';
import { runtimeAlerts } from '../../src/monitoring/runtime-alerts';
import { anchors, page } from '../docs/markdown';

const ALL = [
  ...clusterAlerts({
    name: 'restate',
    monitor: 'restate',
    claims: 'storage-restate-[0-9]+',
    freeDiskPercent: 15,
    snapshotAgeSeconds: 3600,
  }),
  ...[true, false].flatMap((servesMetrics) =>
    runtimeAlerts({ id: 'shop', namespace: 'apps', servesMetrics, drainAgeSeconds: 3600 }),
  ),
];

test('each alert links to a heading that the troubleshooting page has', () => {
  const headings = anchors(page('docs/troubleshooting.md'));
  expect(ALL.filter(({ heading }) => !headings.includes(heading))).toEqual([]);
});

test('each alert names a command that helps', () => {
  const command = /`(kubectl|npx cdk8s-restate) [^`]+`/;
  expect(ALL.filter(({ description }) => !command.test(description))).toEqual([]);
});
