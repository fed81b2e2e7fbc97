import { Chart } from 'cdk8s';
import type { Construct } from 'constructs';
import { checkKnative } from './checks';
import type { RestateKnativeProps } from './props';
import { adminTarget } from '../admin/admin-target';
import type { AdminTarget } from '../admin/admin-target';
import { DEFAULT_REVISION_HISTORY_LIMIT } from '../contract';
import type { DeletionPolicy } from '../contract';
import { canonicalJson } from '../core/canonical-json';
import { wholeSeconds } from '../core/duration';
import type { Faults } from '../core/faults';
import { manifestValue } from '../core/manifest-value';
import { deletionPolicy, drainDelaySeconds } from '../deployment/lifecycle';
import { readPodTemplate } from '../deployment/pod-template';
import type { PodTemplate } from '../deployment/pod-template';
import { revisionHash } from '../deployment/revision-hash';

type StringMap = { [key: string]: string };

/** A Knative version with its defaults filled in, in manifest form. */
export interface KnativeModel {
  readonly name: string;
  readonly namespace: string;
  readonly labels: StringMap;
  readonly annotations: StringMap;
  readonly admin: AdminTarget;
  /** As it was given. */
  readonly template: PodTemplate;
  readonly templateField: string;
  /** What the hash is made of. */
  readonly templateText: string;
  /** The tag, or the hash. */
  readonly version: string;
  readonly tagged: boolean;
  /** The name of the version's objects. */
  readonly object: string;
  readonly minScale: number;
  readonly maxScale?: number;
  readonly target?: number;
  readonly rolloutSeconds?: number;
  readonly revisionHistoryLimit: number;
  readonly servicePath?: string;
  readonly useHttp11: boolean;
  readonly drainDelaySeconds: number;
  readonly deletionPolicy: DeletionPolicy;
  readonly paused: boolean;
  readonly breaking: boolean;
}

/** What only one of the two ways has. */
export interface KnativeOptions {
  readonly tag?: string;
  readonly revisionHistoryLimit?: number;
  /** What else makes another version. */
  readonly hashInputs?: readonly Uint8Array[];
}

/** Knative calls the only container so where it has no name. */
const DEFAULT_CONTAINER_NAME = 'user-container';

export function knativeModel(
  scope: Construct,
  id: string,
  props: RestateKnativeProps,
  options: KnativeOptions,
  faults: Faults,
): KnativeModel {
  const name = props.name ?? id;
  const admin = adminTarget(props.admin, 'admin', faults);
  const template = readPodTemplate(props, faults, DEFAULT_CONTAINER_NAME);
  const templateText = canonicalJson(template);
  const version =
    options.tag ??
    revisionHash({
      podTemplate: templateText,
      cluster: admin.cluster?.name,
      servicePath: props.servicePath,
      useHttp11: props.useHttp11,
      more: options.hashInputs,
    });
  const model: KnativeModel = {
    name,
    namespace: props.namespace ?? Chart.of(scope).namespace ?? 'default',
    labels: manifestValue(props.labels ?? {}, faults, 'labels'),
    annotations: manifestValue(props.annotations ?? {}, faults, 'annotations'),
    admin,
    template,
    templateField: props.template === undefined ? 'rawTemplate' : 'template',
    templateText,
    version,
    tagged: options.tag !== undefined,
    object: `${name}-${version}`,
    minScale: props.minScale ?? 0,
    maxScale: props.maxScale,
    target: props.target,
    rolloutSeconds: wholeSeconds(props.rolloutDuration, 'rolloutDuration', faults),
    revisionHistoryLimit: options.revisionHistoryLimit ?? DEFAULT_REVISION_HISTORY_LIMIT,
    servicePath: props.servicePath,
    useHttp11: props.useHttp11 ?? false,
    drainDelaySeconds: drainDelaySeconds(props.drainDelay, faults),
    deletionPolicy: deletionPolicy(props.deletionPolicy, faults),
    paused: props.paused ?? false,
    breaking: props.breaking ?? false,
  };
  checkKnative(model, faults);
  return model;
}
