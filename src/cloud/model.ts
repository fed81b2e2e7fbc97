import { Chart } from 'cdk8s';
import type { Construct } from 'constructs';
import { withPrefix } from './addresses';
import type { RestateCloudEnvironmentProps } from './props';
import { defaultTunnelName } from './tunnel-name';
import { shown } from '../core/faults';
import type { Faults } from '../core/faults';
import {
  checkAnnotations,
  checkAtLeast,
  checkDnsLabel,
  checkDnsSubdomain,
  checkLabels,
  checkOneOf,
} from '../core/kubernetes-syntax';
import { manifestValue } from '../core/manifest-value';
import { checkEnv, checkResources } from '../core/pod-checks';
import { withQuantitiesAsText } from '../core/quantity-text';

type Json = { [field: string]: any };
type StringMap = { [key: string]: string };

/** An environment with its defaults filled in, in manifest form. */
export interface CloudModel {
  readonly name: string;
  readonly namespace?: string;
  /** The labels by which the tunnel's pods are found. */
  readonly selector: StringMap;
  readonly labels: StringMap;
  readonly annotations: StringMap;
  readonly environmentId: string;
  readonly region: string;
  readonly signingPublicKey: string;
  readonly bearerToken: { readonly name?: string; readonly key: string };
  readonly tunnelName: string;
  /** The fields of the tunnel's pods that were given. */
  readonly tunnel: Json;
  readonly image: string;
}

/** Of the names of the tunnel's objects, which are labels of at most 63 characters. */
const NAME_PREFIX = 'tunnel-';

export function tunnelObjectName(name: string): string {
  return `${NAME_PREFIX}${name}`;
}

export function cloudModel(
  scope: Construct,
  id: string,
  props: RestateCloudEnvironmentProps,
  faults: Faults,
): CloudModel {
  const name = props.name ?? id;
  const namespace = props.namespace ?? Chart.of(scope).namespace;
  const environmentId = String(props.environmentId);
  const selector = {
    'app.kubernetes.io/name': 'restate-cloud-tunnel-client',
    'app.kubernetes.io/instance': tunnelObjectName(name),
  };
  const { image, ...tunnel } = withQuantitiesAsText(
    manifestValue(props.tunnel ?? {}, faults, 'tunnel'),
  );
  const model = {
    name,
    namespace,
    selector,
    labels: { ...props.labels, ...selector },
    annotations: { ...props.annotations },
    environmentId,
    region: props.region,
    signingPublicKey: props.signingPublicKey,
    bearerToken: { ...props.bearerToken },
    tunnelName:
      props.tunnelName ??
      defaultTunnelName([withPrefix(environmentId), props.region, namespace ?? '', name]),
    tunnel,
    image: image ?? 'ghcr.io/restatedev/restate-cloud-tunnel-client:0.6.0',
  };
  checkIdentity(model, faults);
  checkAddress(model, faults);
  checkTunnel(model, faults);
  return model;
}

function checkIdentity(model: CloudModel, faults: Faults): void {
  checkDnsLabel(model.name, 'name', faults);
  if (tunnelObjectName(model.name).length > 63) {
    faults.add(
      'name',
      `${shown(model.name)} is too long`,
      `write at most ${63 - NAME_PREFIX.length} characters`,
    );
  }
  if (model.namespace !== undefined) checkDnsLabel(model.namespace, 'namespace', faults);
  checkLabels(model.labels, 'labels', faults);
  checkAnnotations(model.annotations, 'annotations', faults);
  checkDnsSubdomain(model.bearerToken.name, 'bearerToken.name', faults);
  if (!/^[-._a-zA-Z0-9]{1,253}$/.test(model.bearerToken.key ?? '')) {
    faults.add(
      'bearerToken.key',
      `${shown(model.bearerToken.key)} is not a key of a Secret`,
      'write letters, digits, "-", "_" and "."',
    );
  }
}

/** These are parts of host names and paths; what does not fit there would reach somebody else's environment. */
function checkAddress(model: CloudModel, faults: Faults): void {
  if (!/^env_[A-Za-z0-9_-]+$/.test(withPrefix(model.environmentId))) {
    faults.add(
      'environmentId',
      `${shown(model.environmentId)} is not an environment's id`,
      'write one such as "env_201j05r9"',
    );
  }
  if (!/^[a-z0-9-]+(\.[a-z0-9-]+)*$/.test(model.region ?? '')) {
    faults.add(
      'region',
      `${shown(model.region)} is not a region`,
      'write lower-case letters, digits, "-" and ".", such as "us"',
    );
  }
  if (!/^publickeyv1_[1-9A-HJ-NP-Za-km-z]+$/.test(model.signingPublicKey ?? '')) {
    faults.add(
      'signingPublicKey',
      `${shown(model.signingPublicKey)} is not a public key`,
      'copy the one of the environment, which begins with "publickeyv1_"',
    );
  }
  if (!/^[A-Za-z0-9_-]{1,64}$/.test(model.tunnelName)) {
    faults.add(
      'tunnelName',
      `${shown(model.tunnelName)} is not a tunnel's name`,
      'write at most 64 letters, digits, "-" and "_"',
    );
  }
}

function checkTunnel({ tunnel, image }: CloudModel, faults: Faults): void {
  if (image.trim() === '') {
    faults.add('tunnel.image', `${shown(image)} is not an image`, 'name one');
  }
  checkAtLeast(tunnel.replicas, 0, 'tunnel.replicas', faults);
  checkOneOf(
    tunnel.imagePullPolicy,
    ['Always', 'IfNotPresent', 'Never'],
    'tunnel.imagePullPolicy',
    faults,
  );
  checkOneOf(
    tunnel.dnsPolicy,
    ['ClusterFirst', 'ClusterFirstWithHostNet', 'Default', 'None'],
    'tunnel.dnsPolicy',
    faults,
  );
  checkEnv(tunnel.env, 'tunnel.env', faults);
  checkResources(tunnel.resources, 'tunnel.resources', faults);
  checkLabels(tunnel.nodeSelector, 'tunnel.nodeSelector', faults);
}
