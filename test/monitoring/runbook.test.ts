import { clusterAlerts } from '../../src/monitoring/cluster-alerts';
import { anchors, page } from '../docs/markdown';

const ALL = [
  ...clusterAlerts({
    name: 'restate',
    monitor: 'restate',
    claims: 'storage-restate-[0-9]+',
    freeDiskPercent: 15,
    snapshotAgeSeconds: 3600,
  }),
];

test('each alert links to a heading that the troubleshooting page has', () => {
  const headings = anchors(page('docs/troubleshooting.md'));
  expect(ALL.filter(({ heading }) => !headings.includes(heading))).toEqual([]);
});

test('each alert has a name of its own, for the routes of an Alertmanager', () => {
  expect(ALL.every(({ name }) => /^Restate[A-Z][A-Za-z]+$/.test(name))).toBe(true);
});
