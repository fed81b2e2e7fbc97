import type { Construct } from 'constructs';
import { constructId } from './renderer';
import type { RenderContext, Renderer } from './renderer';
import type { RestateCloudEnvironmentSpec } from '../../../imports/restate.dev';
import { RestateCloudEnvironment } from '../../cloud/restate-cloud-environment';
import type { RestateCloudTunnel } from '../../cloud/tunnel-props';
import type { Fault } from '../../core/faults';
import type { InputResource } from '../input/resources';

/** Props that are called otherwise in the resource. The first that fits counts. */
const FIELD_NAMES: ReadonlyArray<readonly [prop: RegExp, field: string]> = [
  [/^(name|labels|annotations)\b/, 'metadata.$1'],
  [/^namespace\b/, '--operator-namespace'],
  [/^bearerToken\b/, 'spec.authentication.secret'],
  [/^tunnelName\b/, 'metadata.uid'],
  [/^/, 'spec.'],
];

/** Makes a RestateCloudEnvironment of a resource of that kind. */
export const cloudRenderer: Renderer = {
  kind: 'RestateCloudEnvironment',

  render(scope: Construct, resource: InputResource, { options }: RenderContext): Construct {
    const spec: RestateCloudEnvironmentSpec = resource.spec;
    return new RestateCloudEnvironment(scope, constructId(resource), {
      name: resource.name,
      // The operator makes the tunnel beside itself.
      namespace: options.operatorNamespace ?? options.namespace,
      labels: resource.labels,
      annotations: resource.annotations,
      environmentId: spec.environmentId,
      region: spec.region,
      signingPublicKey: spec.signingPublicKey,
      bearerToken: { ...spec.authentication?.secret, key: spec.authentication?.secret?.key },
      // Values of enums are checked by the construct.
      tunnel: {
        image: options.tunnelClientDefaultImage,
        ...(spec.tunnel as RestateCloudTunnel | undefined),
      },
      // Versions that the operator registered go on to be reached under this name.
      tunnelName: resource.uid,
    });
  },

  translate(fault: Fault): Fault {
    const [prop, name] = FIELD_NAMES.find(([pattern]) => pattern.test(fault.field))!;
    return { ...fault, field: fault.field.replace(prop, name) };
  },
};
