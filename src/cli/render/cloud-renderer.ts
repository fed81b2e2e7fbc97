import type { Construct } from 'constructs';
import { OPERATOR_IMAGES } from './operator-images';
import { constructId, inputField } from './renderer';
import type { FieldNames, RenderContext, Renderer } from './renderer';
import type { RestateCloudEnvironmentSpec } from '../../../imports/restate.dev';
import { RestateCloudEnvironment } from '../../cloud/restate-cloud-environment';
import type { RestateCloudTunnel } from '../../cloud/tunnel-props';
import type { Fault } from '../../core/faults';
import type { InputResource } from '../input/resources';

const FIELD_NAMES: FieldNames = [
  [/^(name|labels|annotations)\b/, 'metadata.$1'],
  [/^namespace\b/, '--operator-namespace'],
  [/^bearerToken\b/, 'spec.authentication.secret'],
  [/^tunnelName\b/, 'metadata.uid'],
  [/^/, 'spec.'],
];

/** Creates a RestateCloudEnvironment from a resource of that kind. */
export const cloudRenderer: Renderer = {
  kind: 'RestateCloudEnvironment',

  render(scope: Construct, resource: InputResource, { options }: RenderContext): Construct {
    const spec: RestateCloudEnvironmentSpec = resource.spec;
    return new RestateCloudEnvironment(scope, constructId(resource), {
      name: resource.name,
      // The operator creates the tunnel in its own namespace.
      namespace: options.operatorNamespace ?? options.namespace,
      labels: resource.labels,
      annotations: resource.annotations,
      environmentId: spec.environmentId,
      region: spec.region,
      signingPublicKey: spec.signingPublicKey,
      bearerToken: { ...spec.authentication?.secret, key: spec.authentication?.secret?.key },
      // Values of enums are checked by the construct.
      tunnel: {
        image: options.tunnelClientDefaultImage ?? OPERATOR_IMAGES.tunnelClient,
        restrictedPodSecurity: options.restrictedPodSecurity,
        ...(spec.tunnel as RestateCloudTunnel | undefined),
      },
      // The URLs of versions that the operator registered contain this name.
      tunnelName: resource.uid,
    });
  },

  translate(fault: Fault): Fault {
    return { ...fault, field: inputField(fault.field, FIELD_NAMES) };
  },
};
