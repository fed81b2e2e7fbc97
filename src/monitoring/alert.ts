import type { MonitoringModel } from './model';
import type { Json } from '../core/json';

/** An alerting rule. */
export interface Alert {
  readonly name: string;
  /** PromQL. */
  readonly expr: string;
  /** How long it must hold, as Prometheus writes durations. */
  readonly for: string;
  /** Critical: calls are refused, or data may be lost, now or soon. */
  readonly severity: 'critical' | 'warning';
  /** One line; a template of Prometheus. */
  readonly summary: string;
  /** What it means, and the commands that help. */
  readonly description: string;
  /** The heading of the runbook that is about it. */
  readonly heading: string;
}

/** The rules, as a PrometheusRule and a file of rules have them. */
export function ruleGroup(name: string, alerts: readonly Alert[], model: MonitoringModel): Json {
  return {
    name,
    rules: alerts.map((alert) => ({
      alert: alert.name,
      expr: alert.expr,
      for: alert.for,
      labels: { severity: alert.severity, ...model.alertLabels },
      annotations: {
        summary: alert.summary,
        description: alert.description,
        runbook_url: `${model.runbookUrl}#${alert.heading}`,
      },
    })),
  };
}

/** A duration in PromQL: in its largest whole unit. */
export function promDuration(seconds: number): string {
  const units = { d: 86400, h: 3600, m: 60, s: 1 };
  const [unit, length] = Object.entries(units).find(([, each]) => seconds % each === 0)!;
  return `${seconds / length}${unit}`;
}
