import { checkEnums } from './enum-checks';
import type { EnumTable } from './enum-checks';
import type { FaultSink } from './faults';
import type { Json } from './json';
import { LABEL_OPERATORS } from './label-selector';
import { RestateDnsPolicy, RestateImagePullPolicy } from './pod-policies';

const SECCOMP = ['RuntimeDefault', 'Localhost', 'Unconfined'];
const NODE_OPERATORS = ['In', 'NotIn', 'Exists', 'DoesNotExist', 'Gt', 'Lt'];
const NODE_POLICIES = ['Honor', 'Ignore'];
const REQUIRED = 'requiredDuringSchedulingIgnoredDuringExecution';
const PREFERRED = 'preferredDuringSchedulingIgnoredDuringExecution';

const POD_ENUMS: EnumTable = {
  dnsPolicy: Object.values(RestateDnsPolicy),
  preemptionPolicy: ['Never', 'PreemptLowerPriority'],
  'securityContext.fsGroupChangePolicy': ['OnRootMismatch', 'Always'],
  'securityContext.seccompProfile.type': SECCOMP,
  'tolerations[].effect': ['NoSchedule', 'PreferNoSchedule', 'NoExecute'],
  'tolerations[].operator': ['Exists', 'Equal'],
  'topologySpreadConstraints[].nodeAffinityPolicy': NODE_POLICIES,
  'topologySpreadConstraints[].nodeTaintsPolicy': NODE_POLICIES,
  'topologySpreadConstraints[].whenUnsatisfiable': ['DoNotSchedule', 'ScheduleAnyway'],
  ...operators('topologySpreadConstraints[].labelSelector', Object.keys(LABEL_OPERATORS)),
  ...operators(`affinity.nodeAffinity.${REQUIRED}.nodeSelectorTerms[]`, NODE_OPERATORS),
  ...operators(`affinity.nodeAffinity.${PREFERRED}[].preference`, NODE_OPERATORS),
  ...podAffinity('podAffinity'),
  ...podAffinity('podAntiAffinity'),
};

const CONTAINER_ENUMS: EnumTable = {
  imagePullPolicy: Object.values(RestateImagePullPolicy),
  'ports[].protocol': ['TCP', 'UDP', 'SCTP'],
  'securityContext.seccompProfile.type': SECCOMP,
  terminationMessagePolicy: ['File', 'FallbackToLogsOnError'],
  'volumeMounts[].mountPropagation': ['None', 'HostToContainer', 'Bidirectional'],
};

/** Checks the enums of a pod's spec, but for those of its containers. */
export function checkPodEnums(spec: Json, field: string, faults: FaultSink): void {
  checkEnums(spec, POD_ENUMS, field, faults);
}

export function checkContainerEnums(container: Json, field: string, faults: FaultSink): void {
  checkEnums(container, CONTAINER_ENUMS, field, faults);
}

function operators(selector: string, supported: readonly string[]): EnumTable {
  return { [`${selector}.matchExpressions[].operator`]: supported };
}

function podAffinity(kind: string): EnumTable {
  const supported = Object.keys(LABEL_OPERATORS);
  return {
    ...operators(`affinity.${kind}.${REQUIRED}[].labelSelector`, supported),
    ...operators(`affinity.${kind}.${PREFERRED}[].podAffinityTerm.labelSelector`, supported),
  };
}
