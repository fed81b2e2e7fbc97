import { writtenPods } from './written-pods';

/** What the restricted Pod Security Standard would refuse in the pods of some objects, canaries in arguments included. */
export function restrictedFaults(objects: readonly any[]): string[] {
  return writtenPods(objects).flatMap(({ owner, template: { spec } }) => {
    const containers: any[] = [...(spec.initContainers ?? []), ...spec.containers];
    return containers.flatMap(({ name, securityContext = {} }) =>
      missing({ ...spec.securityContext, ...securityContext }).map(
        (field) => `${owner} ${name}: ${field}`,
      ),
    );
  });
}

function missing(context: any): string[] {
  const fulfilled = {
    runAsNonRoot: context.runAsNonRoot === true,
    runAsUser: context.runAsUser !== 0,
    allowPrivilegeEscalation: context.allowPrivilegeEscalation === false,
    capabilities: context.capabilities?.drop?.includes('ALL') === true,
    seccompProfile: ['RuntimeDefault', 'Localhost'].includes(context.seccompProfile?.type),
  };
  return Object.entries(fulfilled)
    .filter(([, ok]) => !ok)
    .map(([field]) => field);
}
