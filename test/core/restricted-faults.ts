/** What the restricted Pod Security Standard would refuse in the pods of some objects, canaries in arguments included. */
export function restrictedFaults(objects: readonly any[]): string[] {
  return [...objects, ...objects.flatMap(canariesOf)].flatMap((object) => {
    const pod = podOf(object);
    const containers: any[] = [...(pod?.initContainers ?? []), ...(pod?.containers ?? [])];
    return containers.flatMap(({ name, securityContext = {} }) =>
      missing({ ...pod.securityContext, ...securityContext }).map(
        (field) => `${object.kind}/${object.metadata.name} ${name}: ${field}`,
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

function podOf({ kind, spec }: any): any {
  if (kind === 'CronJob') return spec.jobTemplate.spec.template.spec;
  return ['Deployment', 'Job', 'StatefulSet'].includes(kind) ? spec.template.spec : undefined;
}

function canariesOf(object: any): any[] {
  const args: string[] = (podOf(object)?.containers ?? []).flatMap(({ args: given = [] }) => given);
  return args
    .filter((arg) => arg.startsWith('--canary='))
    .map((arg) => JSON.parse(arg.slice('--canary='.length)));
}
