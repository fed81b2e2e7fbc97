import type { Duration } from 'cdk8s';
import type { k8s } from 'cdk8s-plus-28';

/**
 * What Prometheus and Grafana need: a PodMonitor and a PrometheusRule, which the prometheus-operator reads, and a ConfigMap
 * with a dashboard, which the sidecar of Grafana's Helm chart loads.
 *
 * The Kubernetes cluster must have the CRDs of the prometheus-operator.
 *
 * @see https://prometheus-operator.dev/docs/developer/getting-started/
 */
export interface RestateMonitoring {
  /**
   * The pods of Prometheus, as peers of the network policy: they may connect to the port of the metrics, and nobody else
   * gets access by this.
   *
   * @default - none: the network policies have to allow it otherwise
   */
  readonly scrapers?: k8s.NetworkPolicyPeer[];

  /**
   * Labels of the PodMonitor and the PrometheusRule, by which a Prometheus selects them, such as
   * `release: kube-prometheus-stack`.
   *
   * @default - those of all objects of the construct
   */
  readonly labels?: { [key: string]: string };

  /**
   * How often the metrics are scraped, in whole seconds.
   *
   * @default - as Prometheus is configured
   */
  readonly scrapeEvery?: Duration;

  /**
   * Whether a PrometheusRule with alerts is made. Each says what is wrong, and the command that helps.
   *
   * @default true
   */
  readonly alerts?: boolean;

  /**
   * Labels of each alert, for the routes of the Alertmanager, such as `team: payments`.
   *
   * @default - `severity` only
   */
  readonly alertLabels?: { [key: string]: string };

  /**
   * The page that alerts link to. The heading of the alert is added as `#name`.
   *
   * @default - the troubleshooting page of this library
   */
  readonly runbookUrl?: string;

  /**
   * Whether a ConfigMap with a Grafana dashboard is made.
   *
   * @default true
   */
  readonly dashboard?: boolean;

  /**
   * Labels of the dashboard's ConfigMap, by which the sidecar of Grafana finds it.
   *
   * @default - `grafana_dashboard: "1"`
   * @see https://github.com/grafana/helm-charts/tree/main/charts/grafana#sidecar-for-dashboards
   */
  readonly dashboardLabels?: { [key: string]: string };
}

/** How a cluster is watched. */
export interface RestateClusterMonitoring extends RestateMonitoring {
  /**
   * How old the oldest snapshot of a partition may be before an alert fires, in whole seconds. Servers tell the age from
   * Restate 1.6 on, and there is such an alert only where the configuration has snapshots.
   *
   * @default Duration.days(1)
   */
  readonly snapshotAge?: Duration;

  /**
   * How much of a volume must be free, in percent. The kubelet tells it, so that Prometheus must scrape that, too.
   *
   * @default 15
   */
  readonly freeDiskPercent?: number;
}

/** How a runtime, and what it looks after, is watched. */
export interface RestateRuntimeMonitoring extends RestateMonitoring {
  /**
   * How long a version may drain before an alert fires, in whole seconds.
   *
   * @default Duration.days(3)
   */
  readonly drainAge?: Duration;
}
