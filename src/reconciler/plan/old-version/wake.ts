/** What a version needs that has lost its scaler. */
import type { OldVersionFacts } from './facts';
import type { Action } from '../actions';

/**
 * Its scaler has gone on to the next version and may have left it without a pod: it could neither serve nor drain. Where
 * nothing else scales, somebody has taken its pods away by hand, and means it.
 */
export function wake({ observed: { scaledExternally, replicas } }: OldVersionFacts): Action[] {
  return scaledExternally && replicas?.desired === 0 ? [{ type: 'scale', replicas: 1 }] : [];
}
