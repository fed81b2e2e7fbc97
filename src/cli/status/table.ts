import type { RuntimeView } from './runtimes';
import { CONDITIONS } from '../../contract';
import type { Condition, DeploymentStatus, VersionStatus } from '../../contract';
import { aligned } from '../aligned';
import { printableLine } from '../printable';

const COLUMNS = [
  'NAMESPACE',
  'DEPLOYMENT',
  'VERSION',
  'STATE',
  'REPLICAS',
  'INVOCATIONS',
  'DEPLOYMENT ID',
  'REMOVE AT',
  'BLOCKED BY',
];

/** No name or id of Kubernetes or Restate is longer. */
const LONGEST_NAME = 253;

/** The output for people: a line for each version, and below the table a line for each problem. */
export function statusTable(runtimes: readonly RuntimeView[]): string {
  const rows = runtimes.flatMap(({ namespace, status }) =>
    (status?.deployments ?? []).flatMap((deployment) =>
      deployment.versions.map((version) => [namespace, deployment.name, ...versionCells(version)]),
    ),
  );
  const notes = runtimes.flatMap(notesOf);
  const lines = rows.length === 0 ? [] : aligned([COLUMNS, ...rows.map(cells)]);
  return [
    ...lines,
    ...(lines.length > 0 && notes.length > 0 ? [''] : []),
    ...notes.map((note) => printableLine(note)),
  ]
    .map((line) => `${line}\n`)
    .join('');
}

/** The last has sentences; a long name in another would make all lines as long. */
function cells(row: readonly string[]): string[] {
  return row.map((cell, column) =>
    printableLine(cell, column === COLUMNS.length - 1 ? undefined : LONGEST_NAME),
  );
}

function versionCells(version: VersionStatus): string[] {
  const { replicas } = version;
  return [
    version.version,
    version.state,
    replicas === undefined ? '-' : `${replicas.ready}/${replicas.desired}`,
    version.invocations === undefined ? '-' : String(version.invocations),
    version.deploymentId ?? '-',
    version.removeAt ?? '-',
    version.blockers?.join('; ') ?? '',
  ];
}

function notesOf({ namespace, id, status, remarks }: RuntimeView): string[] {
  const ofRuntime = [
    ...remarks,
    ...(status?.conditions ?? [])
      .filter(({ status: value }) => value !== 'True')
      .map(conditionText),
  ].map((text) => `${namespace}/${id}: ${text}`);
  const ofDeployments = (status?.deployments ?? []).flatMap((deployment) =>
    deployment.conditions
      .filter(isProblem)
      .map((condition) => `${namespace}/${deployment.name}: ${conditionText(condition)}`)
      .concat(emptyDeployment(namespace, deployment)),
  );
  return [...ofRuntime, ...ofDeployments];
}

function isProblem({ type, status }: Condition): boolean {
  return type === CONDITIONS.degraded ? status === 'True' : status !== 'True';
}

function conditionText({ type, status, reason, message }: Condition): string {
  return `${type} is ${status} (${reason}): ${message}`;
}

function emptyDeployment(namespace: string, { name, versions }: DeploymentStatus): string[] {
  return versions.length === 0 ? [`${namespace}/${name}: no version`] : [];
}
