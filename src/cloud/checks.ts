import { withPrefix } from './addresses';
import { NAME_PREFIX, tunnelObjectName } from './model';
import type { CloudModel } from './model';
import { shown } from '../core/faults';
import type { FaultSink } from '../core/faults';
import {
  checkAnnotations,
  checkAtLeast,
  checkDnsLabel,
  checkDnsSubdomain,
  checkLabels,
  checkOneOf,
  isDataKey,
} from '../core/kubernetes-syntax';
import { checkEnv, checkImage, checkResources, checkTemplateOverrides } from '../core/pod-checks';
import { RestateDnsPolicy } from '../core/pod-policies';

/** Everything about an environment that the API server or Restate Cloud would reject. */
export function checkCloud(model: CloudModel, faults: FaultSink): void {
  checkObjects(model, faults);
  checkAddress(model, faults);
  checkTunnel(model, faults);
}

function checkObjects(model: CloudModel, faults: FaultSink): void {
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
  if (!isDataKey(model.bearerToken.key)) {
    faults.add(
      'bearerToken.key',
      `${shown(model.bearerToken.key)} is not a key of a Secret`,
      'write letters, digits, "-", "_" and "."',
    );
  }
}

/** These are parts of host names and paths: other characters could lead to somebody else's environment. */
function checkAddress(model: CloudModel, faults: FaultSink): void {
  if (!/^env_[A-Za-z0-9_-]+$/.test(withPrefix(model.environmentId))) {
    faults.add(
      'environmentId',
      `${shown(model.environmentId)} is not the id of an environment`,
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
      `${shown(model.tunnelName)} is not the name of a tunnel`,
      'write at most 64 letters, digits, "-" and "_"',
    );
  }
}

function checkTunnel({ tunnel, image, overrides }: CloudModel, faults: FaultSink): void {
  checkImage({ ...tunnel, image }, 'tunnel.', 'write one, or remove it', faults);
  checkAtLeast(tunnel.replicas, 0, 'tunnel.replicas', faults);
  checkOneOf(tunnel.dnsPolicy, Object.values(RestateDnsPolicy), 'tunnel.dnsPolicy', faults);
  checkEnv(tunnel.env, 'tunnel.env', faults);
  checkResources(tunnel.resources, 'tunnel.resources', faults);
  checkLabels(tunnel.nodeSelector, 'tunnel.nodeSelector', faults);
  checkTemplateOverrides(overrides, 'tunnel.overrides', faults);
}
