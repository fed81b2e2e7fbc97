/**
 * The annotations by which a version describes itself after its deployment has left the desired state. They are on
 * its main object: the ReplicaSet, or for Knative the Route. That is deleted last.
 */
import { DEPLOYMENT_FIELD_LIST } from './deployment';
import type { DEPLOYMENT_FIELDS, DeploymentRecord } from './deployment';

type Fields = typeof DEPLOYMENT_FIELDS;

/** What the annotations of its main object tell of a version. */
export type VersionDescription = Pick<
  DeploymentRecord,
  {
    [Name in keyof Fields]: Fields[Name] extends { annotation: unknown } ? Name : never;
  }[keyof Fields]
>;

/** Written at synth, and for an endpoint, which has no object, into its record. */
export function describeVersion(of: VersionDescription): Record<string, string> {
  const given: { readonly [name: string]: unknown } = { ...of };
  const entries = DEPLOYMENT_FIELD_LIST.flatMap(([name, { annotation }]) => {
    const value = given[name] ?? annotation?.byDefault;
    return annotation && value !== undefined ? [[annotation.key, annotation.format(value)]] : [];
  });
  return Object.fromEntries(entries) as Record<string, string>;
}

/** What {@link describeVersion} has written; what is not there, or can't be read, is left out. */
export function readDescription(
  annotations: Readonly<Record<string, string>>,
): Partial<VersionDescription> {
  const entries = DEPLOYMENT_FIELD_LIST.flatMap(([name, { annotation }]) => {
    const text = annotation && annotations[annotation.key];
    const value: unknown = text === undefined ? undefined : annotation!.parse(text);
    return value === undefined ? [] : [[name, value]];
  });
  return Object.fromEntries(entries) as Partial<VersionDescription>;
}
