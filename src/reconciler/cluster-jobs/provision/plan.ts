/** What to do about a cluster that may have to be provisioned: a pure function of what is observed. */
import type { NodeAnswer } from './node-control';

export interface ProvisionState {
  /** Where a mark says that the cluster was provisioned: names of the ConfigMap and of claims. */
  readonly marks: readonly string[];
  /** Jobs that have to succeed first and have not. */
  readonly pendingJobs: readonly string[];
  readonly nodes: readonly NodeState[];
}

export interface NodeState {
  readonly name: string;
  readonly answer: NodeAnswer;
  /** Whether its claim has a volume: only then it may ever have run. */
  readonly hasVolume: boolean;
  /** Why its pod is not running, as Kubernetes says it; empty when it is. */
  readonly problem: string;
}

export type ProvisionStep =
  /** It is provisioned; `seen` on a node, not only recorded by a mark. */
  | { readonly type: 'done'; readonly seen: boolean }
  | { readonly type: 'wait'; readonly reason: string }
  | { readonly type: 'provision' }
  | { readonly type: 'refuse'; readonly reason: string };

/**
 * Two clusters must never come from one: a first node that lost its disk looks like that of a new
 * cluster. So a cluster is provisioned only if nothing says that it was, and no node is left that might.
 */
export function planProvision(state: ProvisionState): ProvisionStep {
  const { marks, nodes } = state;
  const saying = (...states: string[]) =>
    nodes.filter(({ answer }) => states.includes(answer.state));
  if (saying('provisioned').length > 0) return { type: 'done', seen: true };
  if (marks.length > 0) {
    return saying('unprovisioned').length < nodes.length
      ? { type: 'done', seen: false }
      : { type: 'refuse', reason: lostText(marks) };
  }
  if (state.pendingJobs.length > 0) {
    return { type: 'wait', reason: `${state.pendingJobs.join(', ')} must succeed first` };
  }
  const [first] = nodes;
  const undecided = nodes.filter(
    (node) => node.answer.state !== 'unprovisioned' && (node === first || node.hasVolume),
  );
  if (undecided.length === 0) return { type: 'provision' };
  return { type: 'wait', reason: undecided.map(waitText).join('; ') };
}

function waitText({ name, answer, problem }: NodeState): string {
  if (problem !== '') return `${name} is not running: ${problem}`;
  return answer.state === 'unreachable'
    ? `cannot ask ${name} whether it belongs to a cluster: ${answer.reason}`
    : `${name} is starting`;
}

export function provisionedBefore(marks: readonly string[]): string {
  return `the cluster was provisioned before (recorded by ${marks.join(', ')})`;
}

function lostText(marks: readonly string[]): string {
  return (
    `${provisionedBefore(marks)}, but no node has its data any more. ` +
    'It is not provisioned again automatically: restore the volumes, or delete these marks (the ConfigMap, ' +
    'the annotations of the claims) and this Job, and apply again, to start with an empty cluster'
  );
}
