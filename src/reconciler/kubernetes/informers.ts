import type { KubernetesClient } from './client';
import { Mirror } from './informer';
import { resourcePath } from './types';
import type { KubernetesObject, ObjectReader, ResourceKind, Selection } from './types';

/** A mirror has not caught up: look at the API server itself. */
export class NotCurrentError extends Error {}

/** Reads from mirrors, and makes the mirror of what it is asked for the first time. */
export class Mirrors implements ObjectReader {
  private readonly mirrors = new Map<string, Mirror<any>>();
  private readonly runs: Array<Promise<void>> = [];

  /** @param changed called when there is something new in any of them */
  constructor(
    private readonly kubernetes: KubernetesClient,
    private readonly stop: AbortSignal,
    private readonly changed: () => void,
    private readonly log: (message: string) => void,
  ) {}

  /** @throws NotCurrentError */
  async find<T extends KubernetesObject>(kind: ResourceKind, name: string): Promise<T | undefined> {
    return this.read<T>(kind, { fieldSelector: `metadata.name=${name}` })[0];
  }

  /** @throws NotCurrentError */
  async list<T extends KubernetesObject>(
    kind: ResourceKind,
    labelSelector = '',
  ): Promise<{ readonly items: readonly T[] }> {
    return { items: this.read<T>(kind, { labelSelector }) };
  }

  /** Once the signal was given: when all of them have ended. */
  async ended(): Promise<void> {
    await Promise.all(this.runs);
  }

  private read<T extends KubernetesObject>(kind: ResourceKind, selection: Selection): readonly T[] {
    const what = `${resourcePath(kind, this.kubernetes.namespace)} ${JSON.stringify(selection)}`;
    const mirror: Mirror<T> = this.mirrors.get(what) ?? this.start(what, kind, selection);
    if (!mirror.isCurrent) throw new NotCurrentError(`the mirror of ${what} is not current`);
    return mirror.items;
  }

  private start(what: string, kind: ResourceKind, selection: Selection): Mirror<any> {
    const mirror = new Mirror(this.kubernetes, kind, selection, this.changed);
    this.mirrors.set(what, mirror);
    this.runs.push(mirror.run(this.stop, this.log));
    return mirror;
  }
}
