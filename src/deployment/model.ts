import type { Construct } from 'constructs';
import type { RestateGate } from './gate';
import { gateJobModel } from './gate-job';
import type { GateJobModel } from './gate-job';
import type { RestateDeploymentProps } from './props';
import { inProcessHashInputs } from '../cloud/in-process';
import type { InProcessTunnel } from '../cloud/in-process';
import { DEFAULT_REVISION_HISTORY_LIMIT } from '../contract';
import { canonicalJson } from '../core/canonical-json';
import { wholeSeconds } from '../core/duration';
import type { Faults } from '../core/faults';
import type { Json, StringMap } from '../core/json';
import { manifestValue } from '../core/manifest-value';
import type { MeshSettings } from '../service-mesh/service-mesh';
import { withMesh } from '../service-mesh/template-mesh';
import type { VersionModel } from '../version/model';
import { versionModel } from '../version/model';
import type { PodTemplate } from '../version/pod-template';
import { readPodTemplate } from '../version/pod-template';
import { versionHash } from '../version/revision-hash';

/** A deployment with its defaults filled in, in manifest form. */
export interface DeploymentModel extends VersionModel {
  readonly replicas: number;
  readonly selector: { readonly matchLabels: StringMap; readonly matchExpressions?: Json[] };
  readonly podTemplate: PodTemplate;
  /** The prop that it was given by. */
  readonly templateField: string;
  /** What the hash is made of. */
  readonly podTemplateText: string;
  readonly hash: string;
  /** The name of the version's objects. */
  readonly object: string;
  readonly servicePath?: string;
  readonly revisionHistoryLimit: number;
  readonly minReadySeconds?: number;
  /** The HorizontalPodAutoscaler's spec as far as the user says it. */
  readonly autoscaling?: Json;
  /** What something else scales. */
  readonly externalAutoscaling?: { readonly minReplicas: number; readonly maxReplicas: number };
  readonly headlessService: boolean;
  readonly clusterDns: string;
  readonly mesh?: MeshSettings;
  readonly gate?: 'hold' | GateJobModel;
  readonly wantsInProcessTunnel: boolean;
  /** The environment to which the pods hold a tunnel of their own, called like the version. */
  readonly inProcessTunnel?: InProcessTunnel;
}

export function deploymentModel(
  scope: Construct,
  id: string,
  props: RestateDeploymentProps,
  faults: Faults,
): DeploymentModel {
  const version = versionModel(scope, id, props, faults);
  const { name, admin } = version;
  const mesh = props.serviceMesh?._settings;
  const podTemplate = withMesh(readPodTemplate(props, faults), mesh);
  const wantsInProcessTunnel = props.inProcessTunnel === true;
  const inProcessTunnel = wantsInProcessTunnel ? admin.cloud?._model : undefined;
  const podTemplateText = canonicalJson(podTemplate);
  const hash = versionHash(version, {
    podTemplate: podTemplateText,
    servicePath: props.servicePath,
    furtherInputs: [
      ...(inProcessTunnel === undefined ? [] : inProcessHashInputs(inProcessTunnel)),
      ...(props.headlessService === true ? [Buffer.from('headless')] : []),
    ],
  });
  return {
    ...version,
    replicas: props.replicas ?? 1,
    selector: { matchLabels: {}, ...manifestValue(props.selector ?? {}, faults, 'selector') },
    podTemplate,
    templateField: props.template === undefined ? 'rawTemplate' : 'template',
    podTemplateText,
    hash,
    object: `${name}-${hash}`,
    servicePath: props.servicePath,
    revisionHistoryLimit: props.revisionHistoryLimit ?? DEFAULT_REVISION_HISTORY_LIMIT,
    minReadySeconds: wholeSeconds(props.minReady, 'minReady', faults),
    autoscaling: autoscalingSpec(props, faults),
    externalAutoscaling: props.externalAutoscaling && {
      minReplicas: props.externalAutoscaling.minReplicas ?? 1,
      maxReplicas: props.externalAutoscaling.maxReplicas,
    },
    headlessService: props.headlessService ?? false,
    clusterDns: props.clusterDns ?? admin.clusterDns ?? 'cluster.local',
    mesh,
    gate: gateModel(props.gate, faults),
    wantsInProcessTunnel,
    inProcessTunnel,
  };
}

function gateModel(gate: RestateGate | undefined, faults: Faults): DeploymentModel['gate'] {
  const source = gate?._source;
  return source?.type === 'job' ? gateJobModel(source.props, faults) : source?.type;
}

function autoscalingSpec(props: RestateDeploymentProps, faults: Faults): Json | undefined {
  if (props.autoscaling === undefined) return undefined;
  const { overrides = {}, ...typed } = props.autoscaling;
  return {
    ...manifestValue(typed, faults, 'autoscaling'),
    ...manifestValue(overrides, faults, 'autoscaling.overrides'),
  };
}
