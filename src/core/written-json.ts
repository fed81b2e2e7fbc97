import { Lazy } from 'cdk8s';

/** Plain JSON as cdk8s writes it: with what each `Lazy` produces now, without null, and with sorted keys. */
export function writtenJson(value: any): any {
  if (value instanceof Lazy) return writtenJson(value.produce());
  if (Array.isArray(value)) return value.map(writtenJson);
  if (value === null) return undefined;
  if (typeof value !== 'object') return value;
  const keys = Object.keys(value);
  if (!process.env.CDK8S_DISABLE_SORT) keys.sort();
  const result: { [key: string]: any } = {};
  for (const key of keys) {
    const item = writtenJson(value[key]);
    if (item !== undefined) result[key] = item;
  }
  return result;
}
