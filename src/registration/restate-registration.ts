import { Chart } from 'cdk8s';
import { Construct } from 'constructs';
import { endpointUri } from './endpoint-uri';
import { checkHeaders } from './headers';
import type { RestateRegistrationProps } from './props';
import { adminTarget } from '../admin/admin-target';
import { contentHash } from '../core/content-hash';
import { Faults, shown } from '../core/faults';
import { checkDnsLabel } from '../core/kubernetes-syntax';
import { fromSecret, headerFile } from '../runtime/mounts';
import { RestateRuntime } from '../runtime/restate-runtime';
import { deletionPolicy, drainDelaySeconds } from '../version/lifecycle';

/** As with deployments: `<name>-<hash>` is what the version is called. */
const LONGEST_NAME = 52;

/**
 * Registers services that run anywhere with Restate: behind a plain Deployment and Service, at an external address,
 * or on AWS Lambda. They are registered, and removed when they have drained, as the versions of a RestateDeployment
 * are; only that nothing of them is made or deleted.
 *
 * @see https://docs.restate.dev/services/deployment/kubernetes
 */
export class RestateRegistration extends Construct {
  /** The name of the registration. */
  public readonly name: string;

  /** The namespace of the runtime. */
  public readonly namespace: string;

  /** What is registered with Restate: a URL, or an ARN. */
  public readonly uri: string;

  /** Who registers it. */
  public readonly runtime: RestateRuntime;

  /**
   * @param scope the chart
   * @param id the construct's id, and the registration's name if `props.name` is left out
   * @param props what is registered, and where
   * @throws when the app is synthesized: every fault of the props at once
   */
  constructor(scope: Construct, id: string, props: RestateRegistrationProps) {
    super(scope, id);
    const faults = Faults.of(this);
    this.name = props.name ?? id;
    this.namespace = props.namespace ?? Chart.of(this).namespace ?? 'default';
    checkDnsLabel(this.name, 'name', faults);
    if (this.name.length > LONGEST_NAME) {
      faults.add(
        'name',
        `${shown(this.name)} is too long`,
        `write at most ${LONGEST_NAME} characters`,
      );
    }
    checkDnsLabel(this.namespace, 'namespace', faults);
    checkHeaders(props, faults);
    const admin = adminTarget(props.admin, 'admin', faults);
    const clusterDns = admin.clusterDns ?? 'cluster.local';
    const { cloud } = admin;
    const context = { namespace: this.namespace, clusterDns, cloud };
    this.uri = endpointUri(props.endpoint, context, faults);
    this.runtime = RestateRuntime._for(this, this.namespace, props.runtime, faults);

    const { headers, secretHeaders, useHttp11, revision, breaking, paused } = props;
    const assumeRoleArn = props.endpoint?._source.lambda?.assumeRoleArn;
    const version = contentHash(this.uri);
    this.runtime._manage({
      construct: this,
      namespace: this.namespace,
      admin,
      desired: {
        name: this.name,
        mode: 'Endpoint',
        version,
        object: `${this.name}-${version}`,
        discoveryHash: contentHash({ headers, secretHeaders, useHttp11, revision, assumeRoleArn }),
        uri: this.uri,
        ...(useHttp11 && { useHttp11 }),
        ...(breaking && { breaking }),
        ...(headers && { additionalHeaders: sortedByName(headers) }),
        ...(assumeRoleArn !== undefined && { assumeRoleArn }),
        drainDelaySeconds: drainDelaySeconds(props.drainDelay, faults),
        deletionPolicy: deletionPolicy(props.deletionPolicy, faults),
        ...(paused && { paused }),
      },
      secretHeaders: Object.fromEntries(
        Object.entries(secretHeaders ?? {}).map(([name, key]) => [
          name,
          fromSecret(key, headerFile(name)),
        ]),
      ),
      syncWave: 0,
      objects: [],
    });
  }
}

/** The order of a map's entries differs from run to run in some languages; the text of the ConfigMap must not. */
function sortedByName(headers: { [name: string]: string }): { [name: string]: string } {
  return Object.fromEntries(Object.entries(headers).sort(([a], [b]) => (a < b ? -1 : 1)));
}
