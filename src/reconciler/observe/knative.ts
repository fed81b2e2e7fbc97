import { LABELS, throughTunnel } from '../../contract';
import type { DesiredState, VersionDescription } from '../../contract';
import type { KubernetesObject } from '../kubernetes/types';
import { byName } from '../lib/named';

interface KnativeStatus {
  readonly observedGeneration?: number;
  readonly conditions?: ReadonlyArray<{ type: string; status: string; message?: string }>;
}

export interface Configuration extends KubernetesObject {
  readonly status?: KnativeStatus & {
    readonly latestCreatedRevisionName?: string;
    readonly latestReadyRevisionName?: string;
  };
}

export interface Route extends KubernetesObject {
  readonly status?: KnativeStatus & {
    readonly url?: string;
    readonly traffic?: ReadonlyArray<{ readonly revisionName?: string }>;
  };
}

/** What is registered for a version that is reached through a Route. */
export function routeUri(
  route: Route,
  { servicePath = '', tunnelUrl }: Pick<Partial<VersionDescription>, 'servicePath' | 'tunnelUrl'>,
): string | undefined {
  const url = route.status?.url;
  if (!url) return undefined;
  const target = url.replace(/\/+$/, '') + servicePath;
  return tunnelUrl === undefined ? target : throughTunnel(tunnelUrl, target);
}

/** A Route is ready while it still sends traffic to the revision before: its own spec did not change. */
export function routeNotReady(route: Route, configuration?: Configuration): string | undefined {
  if (!route.status?.url) return 'its Route has no URL yet';
  const revision = configuration?.status?.latestReadyRevisionName;
  const { traffic = [] } = route.status;
  if (revision && !traffic.some(({ revisionName }) => revisionName === revision)) {
    return `its Route does not send traffic to ${revision} yet`;
  }
  return notReady('Route', route);
}

/** The Route and the Configuration of a Knative Service carry the labels that it has. */
export function isMadeByKnative(
  owners: ReadonlyArray<{ readonly apiVersion?: string; readonly kind?: string }>,
): boolean {
  return owners.some(({ apiVersion }) => apiVersion?.startsWith('serving.knative.dev/'));
}

/**
 * The name of the version that a Knative Service goes with: of all that its revisions are in, the last. As long as it
 * is desired, or two are left, there is none.
 *
 * @param revisions of each deployment, the names of the versions that are a Route without a Configuration of their own
 */
export function lastVersionOf(
  service: KubernetesObject,
  revisions: ReadonlyMap<string | undefined, readonly string[]>,
  { deployments }: DesiredState,
): string | undefined {
  const { name, labels = {} } = service.metadata;
  if (byName(deployments, labels[LABELS.ownedBy])?.mode === 'KnativeRevision') return undefined;
  const versions = revisions.get(labels[LABELS.ownedBy]) ?? [];
  return versions.length > 1 ? undefined : (versions[0] ?? name);
}

/** Not only any revision has to be ready, but the one of the newest template. */
export function configurationNotReady(configuration: Configuration): string | undefined {
  const { latestCreatedRevisionName: created, latestReadyRevisionName: ready } =
    configuration.status ?? {};
  if (created !== ready) return `its revision ${created ?? ''} is not ready`;
  return notReady('Configuration', configuration);
}

function notReady(
  kind: string,
  object: KubernetesObject & { readonly status?: KnativeStatus },
): string | undefined {
  const { status, metadata } = object;
  const condition = status?.conditions?.find(({ type }) => type === 'Ready');
  if ((status?.observedGeneration ?? 0) < (metadata.generation ?? 0)) {
    return `its ${kind} is being rolled out`;
  }
  if (condition?.status === 'True') return undefined;
  return `its ${kind} is not ready${condition?.message ? `: ${condition.message}` : ''}`;
}
