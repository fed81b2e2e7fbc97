/** The HorizontalPodAutoscaler of a version. */
import type { Action } from './actions';
import { isAutoscaler, isGoing } from './going';
import type { ObservedVersion } from '../observe/observation';

export function removeAutoscaler(version: ObservedVersion): Action[] {
  return hasAutoscaler(version) ? [{ type: 'remove-autoscaler' }] : [];
}

/** One that is being deleted is on its way out. */
export function hasAutoscaler({ parts }: ObservedVersion): boolean {
  return parts.some((part) => isAutoscaler(part) && !isGoing(part.object));
}
