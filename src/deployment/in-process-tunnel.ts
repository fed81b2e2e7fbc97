import type { AdminTarget } from '../admin/admin-target';
import { inProcessEnv } from '../cloud/in-process';
import type { InProcessTunnel } from '../cloud/in-process';
import type { FaultSink } from '../core/faults';
import type { Json } from '../core/json';
import { checkEnv } from '../core/pod-checks';
import type { PodTemplate } from '../version/pod-template';

/** A version whose pods hold a tunnel, called like the version's objects. */
interface TunnelledVersion {
  readonly podTemplate: PodTemplate;
  readonly object: string;
  readonly inProcessTunnel?: InProcessTunnel;
}

/** The annotation that tells what the tunnel of a version's pods is called. */
const TUNNEL_NAME = 'restate.dev/tunnel-name';

/** Init containers too: some of them stay as sidecars. */
const CONTAINER_LISTS = ['containers', 'initContainers'];

export function checkInProcessTunnel(
  {
    wantsInProcessTunnel,
    templateField,
    admin,
    podTemplate: { spec },
  }: TunnelledVersion & {
    readonly wantsInProcessTunnel: boolean;
    readonly templateField: string;
    readonly admin: AdminTarget;
  },
  faults: FaultSink,
): void {
  if (!wantsInProcessTunnel) return;
  if (admin.cloud === undefined) {
    faults.add(
      'inProcessTunnel',
      'admin is not that of an environment of Restate Cloud',
      'leave it out, or write RestateAdmin.fromCloud(environment)',
    );
    return;
  }
  const taken = inProcessEnv(admin.cloud._model, '').map(({ name }) => name);
  for (const list of CONTAINER_LISTS) {
    (spec[list] ?? []).forEach(({ env }: Json, index: number) => {
      const given = (env ?? []).filter(({ name }: Json) => taken.includes(name));
      checkEnv(given, `${templateField}.spec.${list}[${index}].env`, faults, taken);
    });
  }
}

/** The pods' spec, in which every container knows the tunnel that it has to hold. */
export function specWithTunnel({ podTemplate, inProcessTunnel, object }: TunnelledVersion): Json {
  const { spec } = podTemplate;
  if (inProcessTunnel === undefined) return spec;
  const env = inProcessEnv(inProcessTunnel, object);
  const lists = CONTAINER_LISTS.filter((list) => spec[list] !== undefined).map((list) => [
    list,
    spec[list].map((container: Json) => ({
      ...container,
      env: [...(container.env ?? []), ...env],
    })),
  ]);
  return { ...spec, ...Object.fromEntries(lists) };
}

/** Annotations of the version's ReplicaSet. */
export function tunnelAnnotations({
  inProcessTunnel,
  object,
}: Pick<TunnelledVersion, 'inProcessTunnel' | 'object'>): {
  [key: string]: string;
} {
  return inProcessTunnel === undefined ? {} : { [TUNNEL_NAME]: object };
}
