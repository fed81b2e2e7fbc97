/** A plan in Markdown, for a pull request; it reads in a terminal as well. */
import type { ObjectName } from './cluster-objects';
import type { ClusterPlan, VolumePlan } from './clusters';
import type { DeploymentPlan, Registration, RuntimePlan } from './deployments';
import type { ObjectPlan } from './objects';
import type { OldVersion } from './old-versions';
import type { Plan } from './plan';
import type { PropChange } from './props';
import { formatDeletionPolicy } from '../../contract';
import type { DeletionPolicy } from '../../contract';
import { shown } from '../../core/faults';
import { printableLine } from '../printable';

/** Of an object, the first so many fields are named. */
const MOST_FIELDS = 6;

export function planText(plan: Plan): string {
  const { runtimes, clusters, jobs, objects, pruned, remarks, problems } = plan;
  const sections = [
    section('Cannot be done', problems),
    ...runtimes.flatMap(runtimeSections),
    ...clusters.map(clusterSection),
    section(
      'Jobs that run',
      jobs.map(({ namespace, name, why }) => `${namespace}/${name}: ${why}`),
    ),
    section('Objects that are changed', objects.filter(isChanged).map(changedObject)),
    section('Objects that are created', objects.filter((each) => !isChanged(each)).map(label)),
    section(
      'A tool that prunes deletes',
      pruned.map(
        (each) =>
          `${label(each)}: ${each.by.join(', ')}${each.isVersion ? ' (a version of a deployment: what runs on it is cut off)' : ''}`,
      ),
    ),
    section('Note', remarks),
  ];
  const lines = sections.flatMap((each) => (each.length === 0 ? [] : [...each, '']));
  return [...lines, summary(plan), ''].map((line) => printableLine(line)).join('\n');
}

function section(title: string, items: readonly string[]): string[] {
  return items.length === 0 ? [] : [`### ${title}`, ...items.map((item) => `- ${item}`)];
}

function summary({ changes, problems }: Plan): string {
  if (problems.length > 0) return 'A part of it cannot be done. Nothing has been applied.';
  return changes ? 'Nothing has been applied.' : 'Nothing would change.';
}

function runtimeSections({ namespace, id, deployments, remarks }: RuntimePlan): string[][] {
  const told = deployments.filter(
    ({ change, remarks: notes, registers }) =>
      change !== 'unchanged' || notes.length > 0 || registers !== undefined,
  );
  const quiet = deployments.length - told.length;
  return [
    ...told.map((each) => [
      `### ${namespace}/${each.name}: ${headline(each)}`,
      ...deploymentItems(each).map((item) => `- ${item}`),
    ]),
    section(`Runtime ${namespace}/${id}`, [
      ...remarks,
      ...(quiet > 0 ? [`deployments that stay as they are: ${quiet}`] : []),
    ]),
  ];
}

function headline({ change, version, before, paused }: DeploymentPlan): string {
  const what = {
    'new deployment': `new deployment, version ${version}`,
    'new version': `new version ${version}`,
    'roll back': `roll back to version ${version}`,
    changed: `version ${version}, changed`,
    unchanged: `version ${version}, unchanged`,
    removed: 'removed',
    leaving: 'was removed before, and is still leaving',
  }[change];
  const was = before === undefined || change === 'leaving' ? '' : ` (now ${before})`;
  return `${what}${was}${paused ? '; paused, so that nothing of it is changed' : ''}`;
}

function deploymentItems(plan: DeploymentPlan): string[] {
  const { version, registers, replicas, props, oldVersions, remarks } = plan;
  return [
    ...(registers ? registrationItems(version, registers) : []),
    ...(replicas ? [`replicas: ${replicas.from ?? 0} -> ${replicas.to}`] : []),
    ...props.map(propText),
    ...oldVersions.map((each) => `${each.version}: ${fate(each)}`),
    ...remarks,
  ];
}

function registrationItems(
  version: string | undefined,
  { url, uri, again, breakingChange, gate }: Registration,
): string[] {
  const at = uri === undefined ? '' : ` as ${uri}`;
  const verb = again ? 'is registered again' : 'is registered';
  return [
    `${version} ${verb} with ${url}${at}, and becomes the latest`,
    ...(gate
      ? [
          `before, it is held until ${gate === 'hold' ? 'somebody lets it serve' : `the Job ${gate.job} is complete`}; what serves now goes on until then`,
        ]
      : []),
    ...(breakingChange === 'unknown'
      ? [
          'whether it is a breaking change is unknown: Restate compares it with the version before when it is registered, and refuses it then',
        ]
      : []),
    ...(breakingChange === 'allowed'
      ? ['a breaking change is registered, as `breaking` is set']
      : []),
  ];
}

function propText({ name, from, to }: PropChange): string {
  return `${name}: ${from === undefined ? 'default' : shown(from)} -> ${to === undefined ? 'default' : shown(to)}`;
}

function fate(version: OldVersion): string {
  const { drains, then, because, policy, drainDelaySeconds } = version;
  if (then === 'left alone') return `left alone${held(version)}`;
  const end = `${then === 'kept' ? 'kept for a roll back' : 'removed'}${because ? `, ${because}` : ''}`;
  if (!drains) return end;
  if (policy?.type === 'force') return `removed at once, with what runs on it${held(version)}`;
  const force = policy?.type === 'drain-then-force' ? `, by force after ${policyText(policy)}` : '';
  return `drained${held(version)}; ${drainDelaySeconds} s after nothing needs it, ${end}${force}`;
}

function policyText(policy: DeletionPolicy): string {
  return policy.type === 'drain-then-force'
    ? `${policy.afterSeconds} s`
    : formatDeletionPolicy(policy);
}

/** As the runtime saw it last. */
function held({ invocations, heldBy = [] }: OldVersion): string {
  const count = invocations === undefined ? 'invocations unknown' : `${invocations} invocations`;
  return ` (${[count, ...heldBy].join('; ')})`;
}

function clusterSection(plan: ClusterPlan): string[] {
  const { namespace, change, replicas, image, configuration, template, rolls, volumes } = plan;
  if (change === 'unchanged' && plan.remarks.length === 0) return [];
  return [
    `### ${namespace}: ${change === 'new cluster' ? change : `cluster, ${change}`}`,
    ...[
      ...(replicas ? [`nodes: ${replicas.from} -> ${replicas.to}`] : []),
      ...(image ? [`image: ${image.from} -> ${image.to}`] : []),
      ...(configuration.length > 0 ? [`configuration: ${configuration.join(', ')}`] : []),
      ...(rolls.length > 0
        ? [`pods are replaced one after the other: ${rolls.join(', ')} (${fieldList(template)})`]
        : []),
      ...volumes.map(volumeText),
      ...plan.remarks,
    ].map((item) => `- ${item}`),
  ];
}

function volumeText({ claim, from, to }: VolumePlan): string {
  if (from === undefined) return `volume ${claim}: made with ${size(to)}`;
  return `volume ${claim}: ${size(from)} -> ${size(to)}`;
}

const UNITS = ['', 'Ki', 'Mi', 'Gi', 'Ti', 'Pi'];

/** As Kubernetes writes it, if it is a round number. */
function size(bytes: number): string {
  let unit = 0;
  let count = bytes;
  while (count !== 0 && count % 1024 === 0 && unit < UNITS.length - 1) {
    count /= 1024;
    unit++;
  }
  return `${count}${UNITS[unit]}`;
}

function isChanged({ change }: ObjectPlan): boolean {
  return change === 'changed';
}

function changedObject(object: ObjectPlan): string {
  return `${label(object)}: ${fieldList(object.fields)}`;
}

function fieldList(fields: readonly string[]): string {
  const more = fields.length - MOST_FIELDS;
  return `${fields.slice(0, MOST_FIELDS).join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}

function label({ kind, namespace, name }: ObjectName): string {
  return `${kind} ${namespace === '' ? '' : `${namespace}/`}${name}`;
}
