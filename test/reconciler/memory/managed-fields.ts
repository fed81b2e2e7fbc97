/** Who wrote which fields of an object when: two levels deep, which is all that anybody here reads. */
import type { Doc } from './object-store';

export interface Writer {
  readonly manager: string;
  readonly operation: 'Apply' | 'Update';
  readonly subresource?: string;
  readonly time: string;
}

/** The object with a note of the writer, unless the writer says itself who owns what. */
export function withWriter(object: Doc, written: any, writer: Writer): Doc {
  if (written?.metadata?.managedFields !== undefined) return object;
  const { manager, operation, subresource } = writer;
  const others = (object.metadata.managedFields ?? []).filter(
    (each: Writer) =>
      each.manager !== manager || each.operation !== operation || each.subresource !== subresource,
  );
  const entry = { ...writer, fieldsV1: fieldsOf(written, 2) };
  return { ...object, metadata: { ...object.metadata, managedFields: [...others, entry] } };
}

function fieldsOf(value: any, levels: number): Record<string, any> {
  if (levels === 0 || typeof value !== 'object' || value === null) return {};
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [`f:${key}`, fieldsOf(inner, levels - 1)]),
  );
}
