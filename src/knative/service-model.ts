import type { Construct } from 'constructs';
import { knativeModel } from './model';
import type { KnativeModel } from './model';
import { scaleAnnotations } from './revision-template';
import type { KnativeServiceProps } from './service-props';
import { serviceTemplate } from './service-template';
import { canonicalJson } from '../core/canonical-json';
import type { Faults } from '../core/faults';

/** Revisions are not called as Routes are: both make a Kubernetes Service of their own name. */
const REVISION_INFIX = '-rev-';

/** A Knative Service with its defaults filled in, in manifest form. */
export interface KnativeServiceModel extends KnativeModel {
  readonly revisionName: string;
  readonly clusterLocal: boolean;
  /** As it was given. */
  readonly port?: number;
  /** Whether it is in the template. */
  readonly hasPort: boolean;
  /** The props that say what the pods are: one of them, if all is well. */
  readonly templateProps: readonly string[];
}

export function knativeServiceModel(
  scope: Construct,
  id: string,
  props: KnativeServiceProps,
  faults: Faults,
): KnativeServiceModel {
  const { image, template, rawTemplate, port } = props;
  const made = serviceTemplate(props, faults);
  // A Revision never changes: whatever is in it makes another version.
  const hashInputs = [Buffer.from(canonicalJson(scaleAnnotations(props)))];
  const model = knativeModel(
    scope,
    id,
    { ...props, template: undefined, rawTemplate: undefined, ...made.props },
    { hashInputs, revisionInfix: REVISION_INFIX },
    faults,
  );
  return {
    ...model,
    revisionName: `${model.name}${REVISION_INFIX}${model.version}`,
    clusterLocal: props.clusterLocal ?? true,
    port,
    hasPort: made.hasPort,
    templateProps: Object.entries({ image, template, rawTemplate })
      .filter(([, value]) => value !== undefined)
      .map(([name]) => name),
  };
}
