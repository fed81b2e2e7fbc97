import { shown } from '../core/faults';
import type { FaultSink } from '../core/faults';
import { checkDnsSubdomain, isDataKey } from '../core/kubernetes-syntax';

const HEADER_NAME = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/;

export function checkHeaderName(name: string, field: string, faults: FaultSink): void {
  if (HEADER_NAME.test(name)) return;
  faults.add(field, `${shown(name)} is not a valid header name`, 'write letters, digits and "-"');
}

/** Checks a reference to a key of a Secret or a ConfigMap. */
export function checkKeyReference(
  reference: { readonly name?: string; readonly key: string } | undefined,
  field: string,
  faults: FaultSink,
): void {
  checkDnsSubdomain(reference?.name, `${field}.name`, faults);
  const key = reference?.key;
  if (isDataKey(key)) return;
  faults.add(
    `${field}.key`,
    `${shown(key ?? null)} is not a key of a Secret or ConfigMap`,
    'write letters, digits, "-", "_" and "."',
  );
}
