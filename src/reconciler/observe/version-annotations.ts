/** What the annotations of a version's main object tell: of itself, and what the runtime has done with it. */
import type { AdminRef, FormerRegistration, VersionMemory } from './observation';
import {
  GATE_ANNOTATION,
  parseDeletionPolicy,
  readDescription,
  RUNTIME_ANNOTATIONS,
} from '../../contract';
import { parsed } from '../../contract/shape';

type Annotations = Readonly<Record<string, string>>;

/** What of a version is known by its annotations alone. */
export function describedBy(annotations: Annotations) {
  const { admin: key, adminUrl: url, ...description } = readDescription(annotations);
  return {
    ...description,
    admin: key && url ? { key, url } : undefined,
    gate: annotations[GATE_ANNOTATION],
    state: readMemory(annotations),
  };
}

function readMemory(annotations: Annotations): VersionMemory {
  const texts = Object.fromEntries(
    // The operator clears an annotation by writing an empty string.
    Object.entries(RUNTIME_ANNOTATIONS).map(([name, key]) => [name, annotations[key] || undefined]),
  ) as Partial<Record<keyof typeof RUNTIME_ANNOTATIONS, string>>;
  return {
    ...texts,
    registeredWith: readAdmin(parsed(texts.registeredWith)),
    formerRegistrations: readFormer(parsed(texts.formerRegistrations)),
    removeVersionAt: readDate(texts.removeVersionAt),
    services: readNames(texts.services),
    privateServices: readNames(texts.privateServices) ?? [],
    removedAt: readDate(texts.removedAt),
    removalPolicy: parseDeletionPolicy(texts.removalPolicy ?? ''),
  };
}

export function readDate(text: string | undefined): Date | undefined {
  const date = new Date(text ?? '');
  return Number.isNaN(date.getTime()) ? undefined : date;
}

function readNames(text: string | undefined): string[] | undefined {
  const names = parsed(text);
  return Array.isArray(names) ? names.map(String) : undefined;
}

function readAdmin(value: unknown): AdminRef | undefined {
  const { key, url } = (value ?? {}) as Partial<Record<string, unknown>>;
  return typeof key === 'string' && typeof url === 'string' ? { key, url } : undefined;
}

function readFormer(value: unknown): FormerRegistration[] | undefined {
  if (!Array.isArray(value)) return undefined;
  return value.flatMap((each: unknown) => {
    const { id } = (each ?? {}) as { id?: unknown };
    return typeof id === 'string' ? [{ ...readAdmin(each), id }] : [];
  });
}
