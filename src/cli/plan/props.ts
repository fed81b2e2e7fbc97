/** Props of a deployment that change although its version does not. */
import type { DesiredDeployment } from '../../contract';
import { DEPLOYMENT_FIELD_LIST } from '../../contract/deployment';

export interface PropChange {
  readonly name: string;
  readonly from?: unknown;
  readonly to?: unknown;
}

/** What only says which it is, or follows from the others; replicas are told with what runs now. */
const NOT_TOLD = ['name', 'version', 'object', 'hash', 'discoveryHash', 'replicas'];

export function changedProps(from: DesiredDeployment, to: DesiredDeployment): PropChange[] {
  const valueOf = (of: DesiredDeployment, name: string) =>
    (of as { readonly [name: string]: any })[name];
  return DEPLOYMENT_FIELD_LIST.filter(([name]) => !NOT_TOLD.includes(name)).flatMap(([name]) => {
    const [before, after] = [valueOf(from, name), valueOf(to, name)];
    if (JSON.stringify(before) === JSON.stringify(after)) return [];
    return [
      {
        name,
        ...(before !== undefined && { from: before }),
        ...(after !== undefined && { to: after }),
      },
    ];
  });
}
