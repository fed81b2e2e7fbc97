import { clusterCells, CLUSTER_COLUMNS, clusterNotes } from './cluster-table';
import type { ClusterView } from './clusters';
import { kafkaCells, KAFKA_COLUMNS, kafkaProblems } from './kafka-table';
import { nextStep } from './next-step';
import { distance, untilText } from './relative-time';
import type { RuntimeView } from './runtimes';
import { CONDITIONS } from '../../contract';
import type { Condition, DeploymentStatus, VersionStatus } from '../../contract';
import { aligned } from '../aligned';
import { printableLine } from '../printable';

/** All that is shown. */
export interface StatusView {
  readonly runtimes: readonly RuntimeView[];
  readonly clusters: readonly ClusterView[];
}

const COLUMNS = [
  'NAMESPACE',
  'DEPLOYMENT',
  'VERSION',
  'STATE',
  'REPLICAS',
  'INVOCATIONS',
  'DEPLOYMENT ID',
  'REMOVE AT',
];
const WIDE_COLUMNS = ['MODE', 'ADMIN', 'URI', 'RULE'];
/** The last, as it has sentences. */
const BLOCKED_BY = 'BLOCKED BY';

/** No name or id of Kubernetes or Restate is longer. */
const LONGEST_NAME = 253;

export interface TableOptions {
  /** Times are told from here. */
  readonly now: Date;
  /** More columns, and times as they are. */
  readonly wide?: boolean;
}

/**
 * The output for people: a line for each version, one for each Kafka cluster and subscription, one for each cluster, and
 * below a line for each problem, with what to do next.
 */
export function statusTable({ runtimes, clusters }: StatusView, options: TableOptions): string {
  const { wide = false } = options;
  const rows = runtimes.flatMap(({ namespace, status }) =>
    (status?.deployments ?? []).flatMap((deployment) =>
      deployment.versions.map((version) => [
        namespace,
        deployment.name,
        ...versionCells(version, options),
        ...(wide ? wideCells(version, deployment) : []),
        version.blockers?.join('; ') ?? '',
      ]),
    ),
  );
  const columns = [...COLUMNS, ...(wide ? WIDE_COLUMNS : []), BLOCKED_BY];
  const blocks = [
    table(columns, rows),
    table(KAFKA_COLUMNS, runtimes.flatMap(kafkaCells)),
    table(CLUSTER_COLUMNS, clusters.map(clusterCells)),
    [
      ...runtimes.flatMap((each) => notesOf(each, options.now)),
      ...clusters.flatMap(clusterNotes),
    ].map((note) => printableLine(note)),
  ];
  return blocks
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.map((line) => `${line}\n`).join(''))
    .join('\n');
}

/** Nothing where there are no rows. */
function table(columns: readonly string[], rows: ReadonlyArray<readonly string[]>): string[] {
  return rows.length === 0 ? [] : aligned([columns, ...rows.map(cells)]);
}

/** The last has sentences; a long name in another would make all lines as long. */
function cells(row: readonly string[]): string[] {
  return row.map((cell, column) =>
    printableLine(cell, column === row.length - 1 ? undefined : LONGEST_NAME),
  );
}

function versionCells(version: VersionStatus, { now, wide }: TableOptions): string[] {
  const { replicas, removeAt = '-' } = version;
  return [
    version.version,
    version.state,
    replicas === undefined ? '-' : `${replicas.ready}/${replicas.desired}`,
    version.invocations === undefined ? '-' : String(version.invocations),
    version.deploymentId ?? '-',
    wide ? removeAt : untilText(removeAt, now),
  ];
}

function wideCells({ mode, admin, uri, rule }: VersionStatus, deployment: DeploymentStatus) {
  return [mode, admin?.key ?? deployment.admin, uri ?? '-', rule ?? '-'];
}

function notesOf(runtime: RuntimeView, now: Date): string[] {
  const { namespace, id, status, remarks } = runtime;
  const ofRuntime = [
    ...remarks,
    ...(status?.conditions ?? [])
      .filter(({ status: value }) => value !== 'True')
      .map((condition) => conditionText(condition, now, nextStep(condition, namespace))),
  ].map((text) => `${namespace}/${id}: ${text}`);
  const ofDeployments = (status?.deployments ?? []).flatMap((deployment) =>
    deployment.conditions
      .filter(isProblem)
      .map((condition) => {
        const next = nextStep(condition, namespace, deployment);
        return `${namespace}/${deployment.name}: ${conditionText(condition, now, next)}`;
      })
      .concat(emptyDeployment(namespace, deployment)),
  );
  const ofKafka = kafkaProblems(runtime).map(
    ([what, condition]) =>
      `${what}: ${conditionText(condition, now, nextStep(condition, namespace))}`,
  );
  return [...ofRuntime, ...ofDeployments, ...ofKafka];
}

function isProblem({ type, status }: Condition): boolean {
  return type === CONDITIONS.degraded ? status === 'True' : status !== 'True';
}

function conditionText(condition: Condition, now: Date, next: string | undefined): string {
  const { type, status, reason, message, lastTransitionTime } = condition;
  const since = distance(lastTransitionTime, now);
  const details = since === undefined ? reason : `${reason}, for ${since}`;
  return `${type} is ${status} (${details}): ${message}${next === undefined ? '' : ` -> ${next}`}`;
}

function emptyDeployment(namespace: string, { name, versions }: DeploymentStatus): string[] {
  return versions.length === 0 ? [`${namespace}/${name}: no version`] : [];
}
