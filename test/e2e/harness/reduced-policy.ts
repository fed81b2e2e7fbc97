import type { KubeObject } from './cluster/kube-client';

/** A policy with one peer less. */
export interface Reduction {
  /** What was removed, in words. */
  readonly without: string;
  readonly original: KubeObject;
  readonly reduced: KubeObject;
}

/**
 * A policy without one of its peers, for each of them; a rule that names no peers goes as a whole.
 *
 * @param isRemoved whether to remove a peer; it is undefined for a rule that names none
 */
export function withoutEachPeer(
  original: KubeObject,
  isRemoved: (peer: any) => boolean,
): Reduction[] {
  const directions = [
    ['ingress', 'from'],
    ['egress', 'to'],
  ] as const;
  return directions.flatMap(([direction, field]) => {
    const rules: any[] = original.spec[direction] ?? [];
    return rules.flatMap((rule, index) => {
      const peers: any[] = rule[field] ?? [undefined];
      return peers.filter(isRemoved).map((peer) => {
        const left = peers.filter((each) => each !== peer);
        // A rule without peers would admit everybody.
        const replaced = left.length > 0 ? [{ ...rule, [field]: left }] : [];
        const spec = {
          ...original.spec,
          [direction]: [...rules.slice(0, index), ...replaced, ...rules.slice(index + 1)],
        };
        const without = `${original.metadata.name} ${direction}[${index}] ${JSON.stringify(peer)}`;
        return { without, original, reduced: { ...original, spec } };
      });
    });
  });
}
