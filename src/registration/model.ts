import type { ApiObject } from 'cdk8s';
import type { Construct } from 'constructs';
import { calledPods, endpointUri } from './endpoint-uri';
import type { RestateRegistrationProps } from './props';
import { rolloutOf } from './rollout';
import { contentHash } from '../core/content-hash';
import type { Faults } from '../core/faults';
import type { CalledPods, MountedKey } from '../runtime/managed-deployment';
import { fromSecret, headerFile } from '../runtime/mounts';
import { desiredOf } from '../version/desired';
import type { DesiredVersion } from '../version/desired';
import { versionModel } from '../version/model';
import type { VersionModel } from '../version/model';

/** A registration with its defaults filled in. */
export interface RegistrationModel extends VersionModel {
  /** What Restate is told to call. */
  readonly uri: string;
  /** The pods behind the Service that is registered, if it is one. */
  readonly callees: readonly CalledPods[];
  readonly secretHeaders: { readonly [header: string]: MountedKey };
  /** The Deployment whose rollout it waits for. */
  readonly rolloutOf?: ApiObject;
  /** The version's entry in the desired state. */
  readonly desired: DesiredVersion;
}

export function registrationModel(
  scope: Construct,
  id: string,
  props: RestateRegistrationProps,
  faults: Faults,
): RegistrationModel {
  const version = versionModel(scope, id, props, faults);
  const { endpoint, headers, secretHeaders, useHttp11, revision } = props;
  const uri = endpointUri(endpoint, version);
  const hash = contentHash(uri);
  const assumeRoleArn = endpoint?._source.lambda?.assumeRoleArn;
  const rollout = rolloutOf(scope, props, version.namespace, faults);
  return {
    ...version,
    rolloutOf: rollout?.deployment,
    uri,
    callees: calledPods(endpoint, version),
    secretHeaders: mountedHeaders(secretHeaders),
    desired: desiredOf(
      version,
      {
        mode: 'Endpoint',
        version: hash,
        object: `${version.name}-${hash}`,
        uri,
        additionalHeaders: headers && sortedByName(headers),
        assumeRoleArn,
        rollout: rollout?.desired,
      },
      // As it was given: with a default in place of nothing, every endpoint would be discovered again.
      { headers, secretHeaders, useHttp11, revision, assumeRoleArn },
    ),
  };
}

function mountedHeaders(
  headers: RestateRegistrationProps['secretHeaders'] = {},
): RegistrationModel['secretHeaders'] {
  const mounted = Object.entries(headers).map(([name, key]) => [
    name,
    fromSecret(key, headerFile(name)),
  ]);
  return Object.fromEntries(mounted) as RegistrationModel['secretHeaders'];
}

/** The order of a map's entries differs from run to run in some languages; the text of the ConfigMap must not. */
function sortedByName(headers: { [name: string]: string }): { [name: string]: string } {
  return Object.fromEntries(Object.entries(headers).sort(([a], [b]) => (a < b ? -1 : 1)));
}
