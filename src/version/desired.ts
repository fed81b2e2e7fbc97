import type { VersionModel } from './model';
import { deploymentEntry } from '../contract';
import type { VersionDescription } from '../contract';
import { contentHash } from '../core/content-hash';
import type { ManagedDeployment } from '../runtime/managed-deployment';

/** A version's entry in the desired state, but for what the runtime adds. */
export type DesiredVersion = ManagedDeployment['desired'];

/** What each kind of version says of itself. */
type OwnFields = Omit<DesiredVersion, 'name' | 'discoveryHash' | keyof VersionModel['lifecycle']>;

/** @param discovery what else makes the server discover the same URI again when it changes */
export function desiredOf(
  { name, lifecycle }: VersionModel,
  own: OwnFields,
  discovery: { readonly [input: string]: unknown } = {},
): DesiredVersion {
  const discoveryHash = contentHash({ useHttp11: lifecycle.useHttp11, ...discovery });
  return deploymentEntry<DesiredVersion>({ name, ...own, discoveryHash, ...lifecycle });
}

/** What the runtime has to know of a version when the app no longer says it. */
export function describe({ admin }: VersionModel, desired: DesiredVersion): VersionDescription {
  return {
    ...desired,
    admin: admin.key,
    adminUrl: admin.url,
    // What is registered of a Route is not known yet, and neither is what leads to it through the tunnel.
    ...(desired.uri === undefined && admin.cloud && { tunnelUrl: admin.cloud._tunnelUrl }),
  };
}
