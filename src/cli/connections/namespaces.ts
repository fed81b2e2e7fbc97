import { NAMESPACE_NAME } from '../../cluster/network/selectors';
import type { InputObject } from '../input/objects';
import { stringsOf } from '../input/untyped';

type Labels = { readonly [label: string]: string };

/** The labels of namespaces: those of the Namespaces that are given; of others nothing is known but the name. */
export class Namespaces {
  private readonly labels: ReadonlyMap<string, Labels>;

  constructor(objects: readonly InputObject[]) {
    this.labels = new Map(
      objects
        .filter(({ group, kind }) => group === '' && kind === 'Namespace')
        .map(({ name, content }) => [name, stringsOf(content.metadata?.labels)]),
    );
  }

  public labelsOf(name: string): Labels {
    return { ...this.labels.get(name), [NAMESPACE_NAME]: name };
  }

  public isGiven(name: string): boolean {
    return this.labels.has(name);
  }

  public given(): string[] {
    return [...this.labels.keys()].sort();
  }
}
