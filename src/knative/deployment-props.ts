import type { RestateKnativeProps } from './props';

/**
 * A service whose versions are Knative Configurations. Exactly one of `template` and `rawTemplate` is needed.
 *
 * @see https://github.com/restatedev/restate-operator#restatedeployment
 */
export interface RestateKnativeDeploymentProps extends RestateKnativeProps {
  /**
   * The version, in place of a hash. While the tag stays the same, a change of the template updates the version in
   * place: only for changes that in-flight invocations tolerate.
   *
   * Lower-case letters, digits and `-`, with a letter first.
   *
   * @default - a hash of the template: every change makes a new version
   */
  readonly tag?: string;

  /**
   * How many drained versions are kept, without pods and without a Route, to roll back to.
   *
   * @default 10
   */
  readonly revisionHistoryLimit?: number;
}
