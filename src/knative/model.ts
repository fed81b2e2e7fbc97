import type { Construct } from 'constructs';
import type { RestateKnativeProps } from './props';
import { DEFAULT_REVISION_HISTORY_LIMIT } from '../contract';
import { ingressPods } from './ingress';
import { canonicalJson } from '../core/canonical-json';
import { wholeSeconds } from '../core/duration';
import type { Faults } from '../core/faults';
import type { Callee } from '../runtime/managed-deployment';
import { versionModel } from '../version/model';
import type { VersionModel } from '../version/model';
import { readPodTemplate } from '../version/pod-template';
import type { PodTemplate } from '../version/pod-template';
import { versionHash } from '../version/revision-hash';

/** A Knative version with its defaults filled in, in manifest form. */
export interface KnativeModel extends VersionModel {
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
  /** What else stands between name and hash where the library names the Revisions. */
  readonly revisionInfix?: string;
  readonly servicePath?: string;
  readonly revisionHistoryLimit: number;
  readonly minScale: number;
  readonly maxScale?: number;
  readonly target?: number;
  readonly rolloutSeconds?: number;
  /** The pods that calls go through, if they are of a cluster. */
  readonly callees: readonly Callee[];
}

/** What only one of the two ways has. */
export interface KnativeOptions {
  readonly tag?: string;
  readonly revisionHistoryLimit?: number;
  /** What else makes another version. */
  readonly hashInputs?: readonly Uint8Array[];
  readonly revisionInfix?: string;
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
  const common = versionModel(scope, id, props, faults);
  const template = readPodTemplate(props, faults, { defaultContainerName: DEFAULT_CONTAINER_NAME });
  const templateText = canonicalJson(template);
  const version =
    options.tag ??
    versionHash(common, {
      podTemplate: templateText,
      servicePath: props.servicePath,
      furtherInputs: options.hashInputs,
    });
  return {
    ...common,
    template,
    templateField: props.template === undefined ? 'rawTemplate' : 'template',
    templateText,
    version,
    tagged: options.tag !== undefined,
    object: `${common.name}-${version}`,
    revisionInfix: options.revisionInfix,
    servicePath: props.servicePath,
    revisionHistoryLimit: options.revisionHistoryLimit ?? DEFAULT_REVISION_HISTORY_LIMIT,
    minScale: props.minScale ?? 0,
    maxScale: props.maxScale,
    target: props.target,
    rolloutSeconds: wholeSeconds(props.rolloutDuration, 'rolloutDuration', faults),
    callees: ingressPods(props.ingress),
  };
}
