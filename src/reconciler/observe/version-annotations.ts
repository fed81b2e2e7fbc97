/** What the annotations of a version's main object tell: of itself, and what the runtime has done with it. */
import type { AdminRef, FormerRegistration, VersionMemory } from './observation';
import { parseDeletionPolicy, readDescription, RUNTIME_ANNOTATIONS } from '../../contract';

type Annotations = Readonly<Record<string, string>>;

/** What of a version is known by its annotations alone. */
export function describedBy(annotations: Annotations) {
  const { admin: key, adminUrl: url, ...description } = readDescription(annotations);
  return {
    ...description,
    admin: key !== undefined && url !== undefined ? { key, url } : undefined,
    state: readMemory(annotations),
  };
}

function readMemory(annotations: Annotations): VersionMemory {
  const read = (name: keyof typeof RUNTIME_ANNOTATIONS) =>
    // The operator clears an annotation by writing an empty string.
    annotations[RUNTIME_ANNOTATIONS[name]] || undefined;
  return {
    deploymentId: read('deploymentId'),
    registeredWith: readAdmin(readJson(read('registeredWith'))),
    formerRegistrations: readFormer(readJson(read('formerRegistrations'))),
    removeVersionAt: readDate(read('removeVersionAt')),
    services: readNames(read('services')),
    discovered: read('discovered'),
    deregistering: read('deregistering'),
    privateServices: readNames(read('privateServices')) ?? [],
    removedAt: readDate(read('removedAt')),
    removalPolicy: parseDeletionPolicy(read('removalPolicy') ?? ''),
  };
}

function readDate(text: string | undefined): Date | undefined {
  const date = new Date(text ?? '');
  return Number.isNaN(date.getTime()) ? undefined : date;
}

function readNames(text: string | undefined): string[] | undefined {
  const names = readJson(text);
  return Array.isArray(names) ? names.map(String) : undefined;
}

function readAdmin(value: unknown): AdminRef | undefined {
  const { key, url } = (value ?? {}) as Partial<Record<string, unknown>>;
  return typeof key === 'string' && typeof url === 'string' ? { key, url } : undefined;
}

function readFormer(value: unknown): FormerRegistration[] | undefined {
  if (!Array.isArray(value)) return undefined;
  return value.flatMap((each: unknown) => {
    const admin = readAdmin(each);
    const { id } = (each ?? {}) as { id?: unknown };
    return admin && typeof id === 'string' ? [{ ...admin, id }] : [];
  });
}

function readJson(text: string | undefined): unknown {
  try {
    return JSON.parse(text ?? '');
  } catch {
    return undefined;
  }
}
