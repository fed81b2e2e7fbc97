/** What to do until the volumes of a cluster have the desired size: a pure function of what is observed. */

export interface GrowState {
  /** Bytes that each claim has to request. */
  readonly storage: bigint;
  /** Bytes in the claim template of the StatefulSet. */
  readonly template: bigint;
  /** Claims that are there. */
  readonly claims: readonly ClaimState[];
  readonly statefulSet?: {
    /** Bytes in its claim template. */
    readonly template: bigint;
    readonly replicas: number;
    readonly uid: string;
    readonly deleting: boolean;
  };
  /** A StatefulSet that an earlier run deleted or was about to. */
  readonly saved?: { readonly uid: string };
  /** Whether a newer Job has been made for another size. */
  readonly superseded: boolean;
}

export interface ClaimState {
  readonly name: string;
  readonly requested: bigint;
  /** Only a bound claim can be expanded. */
  readonly bound: boolean;
}

export type GrowStep =
  | { readonly type: 'superseded' }
  /** A volume can't shrink. */
  | { readonly type: 'refuse'; readonly larger: readonly string[]; readonly atLeast: bigint }
  | { readonly type: 'grow'; readonly claims: readonly string[] }
  | { readonly type: 'wait'; readonly reason: string }
  /** Saves the StatefulSet as it is, and deletes it without its pods. */
  | { readonly type: 'detach' }
  /** Creates it again as it was saved, with the larger template. */
  | { readonly type: 'recreate' }
  /** It is there again: its fields get their owners back, and the saved one is deleted. */
  | { readonly type: 'restore' }
  | { readonly type: 'done' };

/**
 * Claims come first: whatever happens later, every volume has its size. Nothing is ever made smaller,
 * so that runs for different sizes can't work against each other.
 */
export function planGrowth(state: GrowState): GrowStep {
  const { storage, template, claims, statefulSet, saved } = state;
  if (statefulSet?.deleting) return wait('the StatefulSet is being deleted, without its pods');
  if (!statefulSet && saved) return { type: 'recreate' };
  if (statefulSet && saved && saved.uid !== statefulSet.uid) {
    return { type: 'restore' };
  }
  if (state.superseded) return { type: 'superseded' };

  const larger = claims.filter(({ requested }) => requested > storage);
  const shrinks = !!statefulSet && statefulSet.template > template;
  if (larger.length > 0 || shrinks) return refusal(state, larger);

  const small = claims.filter(({ requested }) => requested < storage);
  const growing = small.filter(({ bound }) => bound);
  if (growing.length > 0) return { type: 'grow', claims: growing.map(({ name }) => name) };
  if (small.length > 0) {
    return wait(
      `${small.map(({ name }) => name).join(', ')} is not bound yet, and can only be expanded then`,
    );
  }
  if (statefulSet && statefulSet.template < template) return { type: 'detach' };
  // New claims come with the template's size. They can only be expanded once they exist.
  if (template < storage) {
    if (!statefulSet) return wait('the StatefulSet does not exist yet');
    if (claims.length < statefulSet.replicas) return wait('not all replicas have a claim yet');
  }
  return { type: 'done' };
}

function refusal({ statefulSet, template }: GrowState, larger: readonly ClaimState[]): GrowStep {
  const sizes = larger.map(({ requested }) => requested);
  const names = larger.map(({ name }) => `claim ${name}`);
  if (statefulSet && statefulSet.template > template) {
    sizes.push(statefulSet.template);
    names.push('the claim template of the StatefulSet');
  }
  return { type: 'refuse', larger: names, atLeast: sizes.reduce((a, b) => (a > b ? a : b)) };
}

function wait(reason: string): GrowStep {
  return { type: 'wait', reason };
}
