/** What an apply changes of an object: fields, never their values, which may be secret. */
import type { ClusterObject } from './cluster-objects';
import { PRUNING_MARKS } from '../../contract';
import { quantityValue } from '../../core/quantity';
import { fieldOf } from '../input/schema-fault';
import { isMap } from '../input/untyped';

/** Fields of the API server or of a controller; no apply sets them. */
const NOT_APPLIED = ['apiVersion', 'kind', 'metadata', 'status'];

type Path = readonly string[];

/**
 * The paths of the fields that differ. A field that the manifest leaves out is the API server's default or somebody
 * else's, unless the apply before had set it.
 */
export function changedFields(manifest: any, live: ClusterObject): string[] {
  const wanted = applied(manifest);
  const actual = applied(live);
  const paths = [
    ...differences(wanted, actual, []),
    ...leftOut(lastApplied(live), wanted, actual, []),
    ...leftOutOfManaged(appliedFields(live), wanted, actual, []),
  ].map(fieldOf);
  return [...new Set(paths)];
}

function applied(object: any): unknown {
  const { labels, annotations } = object.metadata ?? {};
  const content = Object.entries(object).filter(([key]) => !NOT_APPLIED.includes(key));
  const { stringData, ...rest } = Object.fromEntries(content) as any;
  const { [PRUNING_MARKS.lastApplied]: _, ...others } = annotations ?? {};
  const metadata = { labels, annotations: others };
  if (object.kind !== 'Secret' || !isMap(stringData)) return { metadata, ...rest };
  const encoded = Object.entries(stringData).map(([key, text]) => [
    key,
    Buffer.from(String(text)).toString('base64'),
  ]);
  return { metadata, ...rest, data: { ...rest.data, ...Object.fromEntries(encoded) } };
}

/** Fields of one value that another has not; lists as a whole, as most are replaced as a whole. */
export function differences(wanted: unknown, actual: unknown, path: Path): Path[] {
  if (wanted === undefined || (isEmpty(wanted) && isEmpty(actual))) return [];
  if (isMap(wanted) && isMap(actual)) {
    return Object.entries(wanted).flatMap(([key, value]) =>
      differences(value, actual[key], [...path, key]),
    );
  }
  if (Array.isArray(wanted) && Array.isArray(actual)) {
    if (wanted.length !== actual.length) return [path];
    return wanted.flatMap((item, index) =>
      differences(item, actual[index], [...path, String(index)]),
    );
  }
  return isSame(wanted, actual) ? [] : [path];
}

/** What the apply before had set, is still there, and is not wanted any more. */
function leftOut(before: unknown, wanted: unknown, actual: unknown, path: Path): Path[] {
  if (!isMap(before) || !isMap(actual)) return [];
  return Object.keys(before).flatMap((key) => {
    if (isEmpty(actual[key])) return [];
    const inner: Path = [...path, key];
    if (!isMap(wanted) || isEmpty(wanted[key])) return isEmpty(before[key]) ? [] : [inner];
    return leftOut(before[key], wanted[key], actual[key], inner);
  });
}

/** The same of a server-side apply, which has left the names of the fields behind. */
function leftOutOfManaged(fields: unknown, wanted: unknown, actual: unknown, path: Path): Path[] {
  if (!isMap(fields) || !isMap(actual)) return [];
  return Object.entries(fields).flatMap(([field, inner]) => {
    // Items of lists are compared by the lists themselves.
    if (!field.startsWith('f:')) return [];
    const key = field.slice(2);
    if (isEmpty(actual[key])) return [];
    if (!isMap(wanted) || isEmpty(wanted[key])) return [[...path, key]];
    return leftOutOfManaged(inner, wanted[key], actual[key], [...path, key]);
  });
}

function lastApplied({ metadata }: ClusterObject): unknown {
  const text = metadata.annotations?.[PRUNING_MARKS.lastApplied];
  try {
    return text === undefined ? undefined : applied(JSON.parse(text));
  } catch {
    return undefined;
  }
}

/** Where several have applied an object, nobody can tell which of them applies it next. */
function appliedFields({ metadata }: ClusterObject): unknown {
  const appliers = (metadata.managedFields ?? []).filter(
    ({ operation, subresource }) => operation === 'Apply' && subresource === undefined,
  );
  if (appliers.length !== 1) return undefined;
  const fields = { ...appliers[0].fieldsV1 };
  delete fields['f:status'];
  return fields;
}

function isSame(wanted: unknown, actual: unknown): boolean {
  if (wanted === actual) return true;
  if (typeof wanted === 'object' || typeof actual === 'object') return false;
  const number = quantityValue(wanted);
  return number !== undefined && number === quantityValue(actual);
}

/** What the API server leaves out. */
function isEmpty(value: unknown): boolean {
  if (isMap(value)) return Object.values(value).every(isEmpty);
  if (Array.isArray(value)) return value.length === 0;
  return value === undefined || value === null || value === '' || value === false || value === 0;
}
