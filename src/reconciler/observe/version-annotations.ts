/** What the annotations of a version's main object tell: of itself, and what the runtime has done with it. */
import type { VersionMemory } from './observation';
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
  try {
    const names: unknown = JSON.parse(text ?? '');
    return Array.isArray(names) ? names.map(String) : undefined;
  } catch {
    return undefined;
  }
}
