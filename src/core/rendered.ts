import type { IConstruct } from 'constructs';

const RENDERED = 'cdk8s-restate.dev/rendered';

/**
 * Tells that what is in this scope is made from resources of the operator, which accepts more than the constructs do, and
 * that it is not written by cdk8s, but by a writer that quotes where cdk8s does not.
 */
export function setRendered(scope: IConstruct): void {
  scope.node.setContext(RENDERED, true);
}

export function isRendered(construct: IConstruct): boolean {
  return construct.node.tryGetContext(RENDERED) === true;
}
