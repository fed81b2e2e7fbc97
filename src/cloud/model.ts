import { Chart } from 'cdk8s';
import type { Construct } from 'constructs';
import { withPrefix } from './addresses';
import type { RestateCloudEnvironmentProps } from './props';
import { defaultTunnelName } from './tunnel-name';
import type { FaultSink } from '../core/faults';
import { IMAGES } from '../core/images';
import type { Json, StringMap } from '../core/json';
import { manifestValue, rawManifestValue } from '../core/manifest-value';
import { withQuantitiesAsText } from '../core/quantity-text';

/** The props of an environment as plain values with all defaults. */
export interface CloudModel {
  readonly name: string;
  readonly namespace?: string;
  /** The labels that select the tunnel's pods. */
  readonly selector: StringMap;
  readonly labels: StringMap;
  readonly annotations: StringMap;
  readonly environmentId: string;
  readonly region: string;
  readonly signingPublicKey: string;
  readonly bearerToken: { readonly name?: string; readonly key: string };
  readonly tunnelName: string;
  /** The given fields of `tunnel`, in manifest form. */
  readonly tunnel: Json;
  readonly image: string;
  /** Whether the pods comply with the restricted Pod Security Standard. */
  readonly restricted: boolean;
  /** Merged over the pod template. */
  readonly overrides: Json;
}

/** The prefix of the names of the tunnel's objects. */
export const NAME_PREFIX = 'tunnel-';

export function tunnelObjectName(name: string): string {
  return `${NAME_PREFIX}${name}`;
}

export function cloudModel(
  scope: Construct,
  id: string,
  props: RestateCloudEnvironmentProps,
  faults: FaultSink,
): CloudModel {
  const name = props.name ?? id;
  const namespace = props.namespace ?? Chart.of(scope).namespace;
  const environmentId = String(props.environmentId);
  const selector = {
    'app.kubernetes.io/name': 'restate-cloud-tunnel-client',
    'app.kubernetes.io/instance': tunnelObjectName(name),
  };
  const { overrides, ...typed } = props.tunnel ?? {};
  const { image, restrictedPodSecurity, ...tunnel } = withQuantitiesAsText(
    manifestValue(typed, faults, 'tunnel'),
  );
  return {
    name,
    namespace,
    selector,
    labels: { ...rawManifestValue(props.labels ?? {}, faults, 'labels'), ...selector },
    annotations: rawManifestValue(props.annotations ?? {}, faults, 'annotations'),
    environmentId,
    region: props.region,
    signingPublicKey: props.signingPublicKey,
    bearerToken: { ...props.bearerToken },
    tunnelName:
      props.tunnelName ??
      defaultTunnelName([withPrefix(environmentId), props.region, namespace ?? '', name]),
    tunnel,
    restricted: restrictedPodSecurity ?? true,
    overrides: rawManifestValue(overrides ?? {}, faults, 'tunnel.overrides'),
    image: image ?? IMAGES.tunnelClient,
  };
}
