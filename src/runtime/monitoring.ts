import type { Construct } from 'constructs';
import type { RuntimeModel } from './model';
import { checkPeers } from '../cluster/network/checks';
import { tcp } from '../cluster/network/egress-rules';
import { METRICS_PORT, POD_LABELS, podLabels } from '../contract';
import type { Faults } from '../core/faults';
import type { Json } from '../core/json';
import { Resource } from '../core/resource';
import { checkMonitoring } from '../monitoring/model';
import { monitoringObjects } from '../monitoring/objects';
import { runtimeAlerts } from '../monitoring/runtime-alerts';
import { runtimeDashboard } from '../monitoring/runtime-dashboard';

const PORT_NAME = 'metrics';

export function checkRuntimeMonitoring(
  { monitoring, mode, networkPolicy }: RuntimeModel,
  faults: Faults,
): void {
  if (monitoring === undefined) return;
  checkMonitoring(monitoring, faults);
  checkPeers([...monitoring.scrapers], 'monitoring.scrapers', faults);
  if (mode === 'none') {
    const problem = 'has no effect where this app runs no runtime';
    faults.warn('monitoring', problem, 'remove it');
  } else if (mode === 'jobs' && monitoring.scrapers.length > 0) {
    faults.warn(
      'monitoring.scrapers',
      'has no effect on a runtime of Jobs, which kube-state-metrics tells of',
      'remove it, or write RestateRuntimeMode.deployment()',
    );
  } else if (mode === 'deployment' && networkPolicy && monitoring.scrapers.length === 0) {
    faults.warn(
      'monitoring.scrapers',
      `none are given, and networkPolicy lets nobody read the metrics at port ${METRICS_PORT}`,
      'write the pods of Prometheus, such as [{ namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": "monitoring" } } }]',
    );
  }
}

/** The port of the metrics, for the pods that serve them. */
export function metricsPort({ monitoring, mode }: RuntimeModel): Json | undefined {
  if (monitoring === undefined || mode !== 'deployment') return undefined;
  return { name: PORT_NAME, containerPort: METRICS_PORT };
}

export function runtimeMonitoringObjects(scope: Construct, model: RuntimeModel): void {
  const { monitoring, mode, id, namespace, labels: own, annotations } = model;
  if (monitoring === undefined) return;
  const selector = { ...podLabels(id), [POD_LABELS.component]: 'watch' };
  const labels = { ...own, ...podLabels(id) };
  const servesMetrics = mode === 'deployment';
  const { drainAgeSeconds, scrapers } = monitoring;
  const watched = { id, namespace, servesMetrics, drainAgeSeconds };
  monitoringObjects(scope, monitoring, {
    name: id,
    namespace,
    labels,
    annotations,
    alerts: runtimeAlerts(watched),
    dashboard: runtimeDashboard(watched),
    ...(servesMetrics && { pods: { selector, port: PORT_NAME } }),
  });
  if (!servesMetrics || scrapers.length === 0) return;
  // It takes effect beside networkPolicy, and alone, too: who scrapes is then the only one that may connect.
  const name = `${id}-metrics`;
  const metadata = { name, namespace, labels, annotations };
  new Resource(scope, 'networking.k8s.io/v1', 'NetworkPolicy', metadata, {
    spec: {
      podSelector: { matchLabels: selector },
      policyTypes: ['Ingress'],
      ingress: [{ from: scrapers, ports: [tcp(METRICS_PORT)] }],
    },
  });
}
