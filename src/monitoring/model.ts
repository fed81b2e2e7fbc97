import type { RestateMonitoring } from './props';
import { wholeSeconds } from '../core/duration';
import { faultsAt, shown } from '../core/faults';
import type { FaultSink } from '../core/faults';
import type { Json, StringMap } from '../core/json';
import { checkLabels } from '../core/kubernetes-syntax';
import { manifestValue, rawManifestValue } from '../core/manifest-value';

/** A {@link RestateMonitoring} with its defaults filled in, in manifest form. */
export interface MonitoringModel {
  readonly scrapers: readonly Json[];
  readonly labels: StringMap;
  readonly scrapeEverySeconds?: number;
  readonly alerts: boolean;
  readonly alertLabels: StringMap;
  readonly runbookUrl: string;
  readonly dashboard: boolean;
  readonly dashboardLabels: StringMap;
}

const RUNBOOK = 'https://github.com/cdk8s-restate/cdk8s-restate/blob/main/docs/troubleshooting.md';

export function monitoringModel(props: RestateMonitoring, sink: FaultSink): MonitoringModel {
  const faults = faultsAt('monitoring', sink);
  const labels = (field: 'labels' | 'alertLabels' | 'dashboardLabels', byDefault: StringMap) =>
    rawManifestValue(props[field] ?? byDefault, faults, field);
  return {
    scrapers: manifestValue(props.scrapers ?? [], faults, 'scrapers'),
    labels: labels('labels', {}),
    scrapeEverySeconds: positiveSeconds(props.scrapeEvery, 'scrapeEvery', faults),
    alerts: props.alerts ?? true,
    alertLabels: labels('alertLabels', {}),
    runbookUrl: props.runbookUrl ?? RUNBOOK,
    dashboard: props.dashboard ?? true,
    dashboardLabels: labels('dashboardLabels', { grafana_dashboard: '1' }),
  };
}

/** Whole seconds, of which Prometheus wants one at least. */
export function positiveSeconds(
  duration: RestateMonitoring['scrapeEvery'],
  field: string,
  faults: FaultSink,
): number | undefined {
  const seconds = wholeSeconds(duration, field, faults);
  if (seconds !== 0) return seconds;
  faults.add(field, 'must be at least a second, got 0', 'write more, or remove it');
  return undefined;
}

/** What the API server and Prometheus would refuse; the peers are checked with those of the network. */
export function checkMonitoring(model: MonitoringModel, sink: FaultSink): void {
  const faults = faultsAt('monitoring', sink);
  checkLabels(model.labels, 'labels', faults);
  checkLabels(model.dashboardLabels, 'dashboardLabels', faults);
  for (const [name, value] of Object.entries(model.alertLabels)) {
    const field = `alertLabels[${shown(name)}]`;
    if (!/^[a-zA-Z_][a-zA-Z0-9_]*$/.test(name)) {
      const remedy = 'write letters, digits and "_", beginning with no digit';
      faults.add(field, `${shown(name)} is not the name of a label in Prometheus`, remedy);
    }
    if (typeof value !== 'string') {
      faults.add(field, `must be a string, got ${shown(value)}`, 'write a string');
    }
  }
  if (!URL.canParse(model.runbookUrl)) {
    const problem = `${shown(model.runbookUrl)} is not a URL`;
    faults.add('runbookUrl', problem, 'write one such as "https://wiki.example/restate"');
  }
}
