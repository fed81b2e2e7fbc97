/** A pod template in a manifest, and the object that makes pods of it. */
export interface WrittenPod {
  readonly owner: string;
  readonly template: any;
}

/** The pod templates of all objects but those of services, with the canaries in arguments of Jobs. */
export function writtenPods(objects: readonly any[]): WrittenPod[] {
  return [...objects, ...objects.flatMap(canariesOf)].flatMap((object) => {
    const template = templateOf(object);
    const owner = `${object.kind}/${object.metadata.name}`;
    return template === undefined ? [] : [{ owner, template }];
  });
}

function templateOf({ kind, spec }: any): any {
  if (kind === 'CronJob') return spec.jobTemplate.spec.template;
  return ['Deployment', 'Job', 'StatefulSet'].includes(kind) ? spec.template : undefined;
}

function canariesOf(object: any): any[] {
  const containers: any[] = templateOf(object)?.spec.containers ?? [];
  return containers
    .flatMap(({ args = [] }) => args as string[])
    .filter((arg) => arg.startsWith('--canary='))
    .map((arg) => JSON.parse(arg.slice('--canary='.length)));
}
