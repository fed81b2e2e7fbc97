import type { PodExtension } from '../cluster/pod/extension';
import { shown } from '../core/faults';
import type { FaultSink } from '../core/faults';
import type { Json } from '../core/json';
import { checkAddedNames, checkEnv } from '../core/pod-checks';

/**
 * A copy of a pod template with an extension applied.
 *
 * @param client the container whose environment is extended
 */
export function extendedTemplate(
  template: Json,
  client: Json,
  extension: PodExtension,
  faults: FaultSink,
): Json {
  const spec: Json = template.spec ?? {};
  const containers: Json[] = spec.containers ?? [];
  const { env = [], volumes = [], initContainers = [], containers: added = [] } = extension;
  const names = [...containers, ...(spec.initContainers ?? [])].map((other: Json) => other.name);
  checkAddedNames([...initContainers, ...added], names, 'container', 'template.spec', faults);
  const volumeNames = (spec.volumes ?? []).map((volume: Json) => volume.name);
  checkAddedNames(volumes, volumeNames, 'volume', 'template.spec.volumes', faults);
  checkEnv(
    client.env,
    `template.spec.containers[${shown(client.name)}].env`,
    faults,
    env.map(({ name }) => name),
  );

  return {
    ...template,
    spec: {
      ...spec,
      // First, so that it is ready before the other init containers run.
      ...(initContainers.length === 0
        ? {}
        : { initContainers: [...initContainers, ...(spec.initContainers ?? [])] }),
      containers: [
        ...containers.map((container) =>
          container === client
            ? { ...container, env: [...(container.env ?? []), ...env] }
            : container,
        ),
        ...added,
      ],
      volumes: [...(spec.volumes ?? []), ...volumes],
    },
  };
}

/** The container of that name; without a name, `restate` or else the first one. */
export function clientContainer(
  containers: Json[],
  name: string | undefined,
  faults: FaultSink,
): Json | undefined {
  const found =
    name === undefined
      ? (containers.find((container) => container.name === 'restate') ?? containers[0])
      : containers.find((container) => container.name === name);
  if (found === undefined) {
    faults.add(
      'container',
      `the template has no container ${shown(name ?? 'restate')}`,
      `write one of ${shown(containers.map((container) => container.name))}`,
    );
  }
  return found;
}
