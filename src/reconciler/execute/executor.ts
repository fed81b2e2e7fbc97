/** Executes a plan step by step; it decides nothing, and checks again before it removes or registers anything. */
import { ownCompanions } from './companions';
import type { AdminLease } from './lease';
import { stillNeeded } from './precondition';
import { registerVersion } from './register';
import type { VersionStore } from './version-store';
import { RUNTIME_ANNOTATIONS } from '../../contract';
import { REGISTER_DEADLINE_MS } from '../admin/client';
import type { AdminClient } from '../admin/client';
import { changeKafka } from '../kafka/change';
import type { KubernetesClient } from '../kubernetes/client';
import type { EventSpec } from '../kubernetes/event';
import { warning } from '../kubernetes/event';
import type { ObservedVersion } from '../observe/observation';
import { refOf } from '../observe/refs';
import { needsCurrentState } from '../plan/actions';
import type {
  Action,
  ChangeKafka,
  Delete,
  Deregister,
  Inspect,
  Register,
  SetPublic,
  Step,
} from '../plan/actions';

/** Longer than the deadline of any request but a registration. */
const REQUEST_DEADLINE_MS = 15_000;

/** What the plan was made from has changed since: observe and plan again. */
export class OvertakenError extends Error {}

export interface ExecutionContext {
  readonly kubernetes: KubernetesClient;
  readonly store: VersionStore;
  /** Made when it is first needed: what is left behind of a version may be of no admin API. */
  readonly admin: () => AdminClient;
  readonly lease: AdminLease;
  /** Whether the desired state is still the one that the plan was made from. */
  desiredUnchanged(): Promise<boolean>;
  /** Creates an Event about the runtime. */
  tell(event: EventSpec): Promise<void>;
}

export async function execute(step: Step, context: ExecutionContext): Promise<void> {
  for (const action of step.actions) {
    const deadline = action.type === 'register' ? REGISTER_DEADLINE_MS : REQUEST_DEADLINE_MS;
    await context.lease.ensure(deadline);
    if (needsCurrentState(action)) await checkCurrent(context);
    await perform(action, step, context);
  }
}

/** @throws OvertakenError */
async function checkCurrent(context: ExecutionContext): Promise<void> {
  if (await context.desiredUnchanged()) return;
  throw new OvertakenError('the desired state has changed');
}

async function perform(action: Action, step: Step, context: ExecutionContext): Promise<void> {
  const { store, kubernetes } = context;
  switch (action.type) {
    case 'annotate':
      return store.annotate(step, action.annotations);
    case 'scale':
      return store.scale(step, action.replicas);
    case 'record-endpoint':
      return store.recordEndpoint(action.desired, step.admin, kubernetes.clock.now());
    case 'inspect':
      return inspect(action, step, context);
    case 'register':
      return register(action, step, context);
    case 'deregister':
      return deregister(action, context);
    case 'set-public':
      return setPublic(action, context.admin());
    case 'remove-marks':
      return step.version && store.removeMarks(step.version);
    case 'own-companions':
      return step.version && ownCompanions(step.version, action.companions, kubernetes);
    case 'remove-autoscaler':
      return step.version && store.removeAutoscaler(step.version);
    case 'delete':
      return step.version && remove(step.version, action, context);
    case 'change-kafka':
      return performKafka(action, step, context);
  }
}

function remove(
  version: ObservedVersion,
  { keepConfiguration }: Delete,
  context: ExecutionContext,
): Promise<void> {
  const { store } = context;
  return store.delete(version, keepConfiguration, async () => {
    await checkCurrent(context);
    await store.checkMain(version);
  });
}

async function performKafka(
  { change, drift }: ChangeKafka,
  { object }: Step,
  { admin, kubernetes, tell }: ExecutionContext,
): Promise<void> {
  await changeKafka(change, admin(), kubernetes.time);
  if (drift === undefined) return;
  await tell(warning('KafkaDrift', `${object}: ${drift}; it is as desired again`));
}

async function setPublic({ services, isPublic }: SetPublic, admin: AdminClient): Promise<void> {
  for (const service of services) await admin.setPublic(service, isPublic);
}

async function inspect(
  action: Inspect,
  step: Step,
  { admin, store }: ExecutionContext,
): Promise<void> {
  const found = await admin().deployment(action.deploymentId);
  if (!found) {
    throw new OvertakenError(`deployment ${action.deploymentId} is no longer registered`);
  }
  await store.annotate(step, registeredAs(found, action.discovered, step));
}

async function register(
  action: Register,
  step: Step,
  { admin, store, kubernetes }: ExecutionContext,
): Promise<void> {
  const registered = await registerVersion(admin(), action, kubernetes.time);
  await store.annotate(step, registeredAs(registered, action.desired.discoveryHash, step));
}

function registeredAs(
  found: { id: string; services: readonly string[] },
  discovered: string,
  { admin }: Step,
) {
  return {
    [RUNTIME_ANNOTATIONS.deploymentId]: found.id,
    [RUNTIME_ANNOTATIONS.registeredWith]: JSON.stringify(refOf(admin)),
    [RUNTIME_ANNOTATIONS.services]: JSON.stringify(found.services),
    [RUNTIME_ANNOTATIONS.discovered]: discovered,
  };
}

async function deregister(action: Deregister, context: ExecutionContext): Promise<void> {
  const { lease } = context;
  const admin = context.admin();
  if (!action.evenIfActive) {
    const need = await stillNeeded(admin, action.deploymentId, action.evenIfLatest);
    if (need) throw new OvertakenError(need);
  }
  await lease.ensure(REQUEST_DEADLINE_MS);
  await admin.deregister(action.deploymentId);
  // What is in front of the server may have answered.
  if (!(await admin.deployment(action.deploymentId))) return;
  throw new Error(
    `deployment ${action.deploymentId} is still registered although its DELETE was answered with success`,
  );
}
