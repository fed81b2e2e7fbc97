import type { Construct } from 'constructs';
import { ruleGroup } from './alert';
import type { Alert } from './alert';
import type { MonitoringModel } from './model';
import type { Json, StringMap } from '../core/json';
import { Resource } from '../core/resource';
import type { ResourceMetadata } from '../core/resource';

const MONITORING = 'monitoring.coreos.com/v1';

/** What is watched, and where its objects go. */
export interface Monitored {
  /** The name of all objects but the dashboard, which gets `-dashboard`. */
  readonly name: string;
  readonly namespace: string;
  readonly labels: StringMap;
  readonly annotations: StringMap;
  readonly alerts: readonly Alert[];
  readonly dashboard: Json;
  /** The pods that are scraped, and the name of their port; undefined where nothing is. */
  readonly pods?: { readonly selector: StringMap; readonly port: string };
}

/** Makes what the prometheus-operator and the sidecar of Grafana read. */
export function monitoringObjects(
  scope: Construct,
  model: MonitoringModel,
  { name, namespace, labels, annotations, alerts, dashboard, pods }: Monitored,
): void {
  const metadata = (own: StringMap, suffix = ''): ResourceMetadata => ({
    name: `${name}${suffix}`,
    namespace,
    labels: { ...own, ...labels },
    annotations,
  });
  if (pods !== undefined) {
    new Resource(scope, MONITORING, 'PodMonitor', metadata(model.labels), {
      spec: {
        selector: { matchLabels: pods.selector },
        podMetricsEndpoints: [
          {
            port: pods.port,
            path: '/metrics',
            ...(model.scrapeEverySeconds && { interval: `${model.scrapeEverySeconds}s` }),
          },
        ],
      },
    });
  }
  if (model.alerts) {
    new Resource(scope, MONITORING, 'PrometheusRule', metadata(model.labels), {
      spec: { groups: [ruleGroup(`${namespace}/${name}`, alerts, model)] },
    });
  }
  if (model.dashboard) {
    new Resource(scope, 'v1', 'ConfigMap', metadata(model.dashboardLabels, '-dashboard'), {
      data: { [`${namespace}-${name}.json`]: `${JSON.stringify(dashboard, undefined, 2)}\n` },
    });
  }
}
