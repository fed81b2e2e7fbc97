import type { KubernetesClient } from './client';
import { Informer } from './informer';
import { resourcePath } from './types';
import type { KubernetesObject, ObjectReader, ResourceKind, Selection } from './types';

/** An informer is not current: ask the API server instead. */
export class NotCurrentError extends Error {}

/** Reads from informers; each is started when it is first needed. */
export class Informers implements ObjectReader {
  private readonly informers = new Map<string, Informer<any>>();
  private readonly runs: Array<Promise<void>> = [];

  /** @param changed called after each change in any of them */
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

  /** Resolves once all of them have stopped, after the signal. */
  async stopped(): Promise<void> {
    await Promise.all(this.runs);
  }

  private read<T extends KubernetesObject>(kind: ResourceKind, selection: Selection): readonly T[] {
    const what = `${resourcePath(kind, this.kubernetes.namespace)} ${JSON.stringify(selection)}`;
    const informer: Informer<T> = this.informers.get(what) ?? this.start(what, kind, selection);
    if (!informer.isCurrent) throw new NotCurrentError(`the informer of ${what} is not current`);
    return informer.items;
  }

  private start(what: string, kind: ResourceKind, selection: Selection): Informer<any> {
    const informer = new Informer(this.kubernetes, kind, selection, this.changed);
    this.informers.set(what, informer);
    this.runs.push(informer.run(this.stop, this.log));
    return informer;
  }
}
