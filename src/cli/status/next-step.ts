/** What to do next about a condition that is not as it should be; docs/troubleshooting.md has more of each. */
import type { Condition, DeploymentStatus } from '../../contract';

type Step = string | ((at: string, object: string | undefined) => string);

const WAIT = 'wait';
/** The wording of each: an instruction. */
const STEPS: { readonly [reason: string]: Step } = {
  Missing: 'wait: the apply may be on its way',
  StillMissing: 'apply the app again; see whether admission or a quota refuses the object',
  NotReady: (at, object) => (object ? `${at} describe replicaset ${object}` : `${at} get events`),
  WaitingForRollout: (at) => `wait, or see why its pods do not become available: ${at} get pods`,
  WaitingForGate: (at, object) => `${at} annotate replicaset ${object} restate.dev/gate=passed`,
  GateRunning: (at) => `wait, or see what the Job does: ${at} get jobs`,
  GateFailed: 'apply a version that passes, or the one before; or let this one serve all the same',
  Registering: WAIT,
  Adopting: WAIT,
  RegistrationFailed: 'see what the message says; META0003: Restate cannot reach the pods',
  BreakingChange: 'restore what is missing, or set breaking on the deployment and apply again',
  NotOurs: 'rename one of the two deployments',
  Paused: 'unset paused, and apply again',
  ServedByOther: 'leave the service to one of the two deployments',
  ActionFailed: 'see what the message says; it is tried again',
  Removed: 'wait, or complete the invocations',
  AdminUnreachable: 'see whether the cluster is ready and lets the runtime in',
  Unauthorized: 'put another token into the Secret',
  KeyMissing: 'create the Secret in the namespace of the deployments',
  Faults: 'apply the app again',
  Changing: WAIT,
  Removing: WAIT,
  WaitingForService: 'deploy the service, or mend its name in the subscription',
  WaitingForCluster: 'see the Kafka cluster',
  NotSupported: 'put it into the configuration of the server, or upgrade the server',
  TakenByOther: 'choose another name, or remove the other one',
  InUse: 'remove these subscriptions, or leave it',
  RemovalsSuspended: 'see what the message says',
};

/** Undefined for a reason of a newer runtime. */
export function nextStep(
  { reason }: Condition,
  namespace: string,
  deployment?: DeploymentStatus,
): string | undefined {
  const step = Object.hasOwn(STEPS, reason) ? STEPS[reason] : undefined;
  if (typeof step !== 'function') return step;
  return step(`kubectl -n ${namespace}`, deployment?.versions[0]?.object);
}
