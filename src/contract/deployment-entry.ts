/** What is made of a deployment's entry in the desired state, by the table of its fields. */
import type { Check } from './checks';
import { DEPLOYMENT_FIELD_LIST } from './deployment';
import type { DesiredDeployment } from './deployment';

/** The checks of an entry. */
export const DEPLOYMENT_CHECKS: { readonly [field: string]: Check } = Object.fromEntries(
  DEPLOYMENT_FIELD_LIST.flatMap(([name, { check }]) => (check ? [[name, check]] : [])),
);

/** An entry in the order of the table, whatever the order of the values; flags that are not set are left out. */
export function deploymentEntry<T extends Partial<DesiredDeployment>>(values: T): T {
  const given: { readonly [name: string]: unknown } = { ...values };
  const entries = DEPLOYMENT_FIELD_LIST.map(([name]) => [name, given[name]]).filter(
    ([, value]) => value !== undefined && value !== false,
  );
  return Object.fromEntries(entries) as T;
}

/** What a registration depends on: all but what is no reason to register again. */
export function registrationInputs(
  entry: Omit<DesiredDeployment, 'hash'>,
): Partial<DesiredDeployment> {
  const later = DEPLOYMENT_FIELD_LIST.filter(([, field]) => field.later).map(([name]) => name);
  return Object.fromEntries(Object.entries(entry).filter(([name]) => !later.includes(name)));
}
