/**
 * What the watch tells Prometheus, in the text format. Names of deployments, keys of admin APIs and reasons are labels;
 * nothing that a server or a Secret says is.
 *
 * @see https://prometheus.io/docs/instrumenting/exposition_formats/
 */
import { CONDITIONS, VERSION_STATES } from '../../contract';
import type { RuntimeStatus } from '../../contract';
import { ofType } from '../lib/named';
import type { Time } from '../lib/time';

type Labels = Readonly<Record<string, string>>;
type Sample = readonly [value: number, labels?: Labels];

const PREFIX = 'restate_runtime_';

export class Metrics {
  private passes = 0;
  private errors = 0;
  /** The last pass that succeeded. */
  private last?: { readonly status: RuntimeStatus; readonly now: Date; readonly at: number };

  constructor(private readonly time: Pick<Time, 'now'>) {}

  /** @param now by the clock of the API server, which also wrote the times of the status */
  passed(status: RuntimeStatus, now: Date): void {
    this.passes++;
    this.last = { status, now, at: this.time.now() };
  }

  failed(): void {
    this.passes++;
    this.errors++;
  }

  text(): string {
    return [
      family('passes_total', 'counter', 'Passes over all deployments.', [[this.passes]]),
      family('pass_errors_total', 'counter', 'Passes that failed.', [[this.errors]]),
      ...(this.last ? this.ofLastPass(this.last) : []),
    ].join('');
  }

  private ofLastPass({ status, now, at }: NonNullable<Metrics['last']>): string[] {
    const { conditions, deployments, summary } = status;
    const { drainingSince, versions = {} } = summary ?? {};
    const sinceThen = this.time.now() - at;
    const drained = drainingSince === undefined ? 0 : now.getTime() - Date.parse(drainingSince);
    const age = drainingSince === undefined ? 0 : (drained + sinceThen) / 1000;
    return [
      family(
        'last_pass_timestamp_seconds',
        'gauge',
        'When a pass last succeeded, by the clock of the API server.',
        [[now.getTime() / 1000]],
      ),
      family('deployments', 'gauge', 'Deployments that are desired.', [
        [summary?.deployments ?? 0],
      ]),
      family(
        'deployments_registered',
        'gauge',
        'Deployments whose desired version is registered and the latest.',
        [[summary?.registered ?? 0]],
      ),
      family(
        'versions',
        'gauge',
        'Versions by state.',
        VERSION_STATES.map((state) => [versions[state] ?? 0, { state }]),
      ),
      family(
        'oldest_drain_age_seconds',
        'gauge',
        'How long the oldest version that drains has been draining; 0 when none is.',
        [[age]],
      ),
      family(
        'deployment_ready',
        'gauge',
        'Whether a deployment is Ready, and for which reason.',
        deployments.flatMap(({ name, version, conditions: own }) => {
          const ready = own.find(ofType(CONDITIONS.ready));
          if (!ready || version === undefined) return [];
          return [[flag(ready.status), { deployment: name, reason: ready.reason }] as const];
        }),
      ),
      family(
        'admin_reachable',
        'gauge',
        'Whether an admin API answers, and for which reason.',
        conditions.flatMap(({ type, status: answers, reason }) => {
          const [kind, admin] = type.split('/');
          return kind === CONDITIONS.admin ? [[flag(answers), { admin, reason }] as const] : [];
        }),
      ),
    ];
  }
}

function flag(status: string): number {
  return status === 'True' ? 1 : 0;
}

function family(
  name: string,
  type: 'counter' | 'gauge',
  help: string,
  samples: readonly Sample[],
): string {
  const full = PREFIX + name;
  const lines = samples.map(([value, labels]) => `${full}${labelText(labels)} ${value}`);
  return [`# HELP ${full} ${help}`, `# TYPE ${full} ${type}`, ...lines, ''].join('\n');
}

/** JSON escapes what the text format escapes; whoever writes the desired state must not add lines. */
function labelText(labels: Labels | undefined): string {
  if (!labels) return '';
  const texts = Object.entries(labels).map(([name, value]) => `${name}=${JSON.stringify(value)}`);
  return `{${texts.join(',')}}`;
}
