import type { RestateEndpoint } from './endpoint';
import type { RestateCloudEnvironment } from '../cloud/restate-cloud-environment';
import { shown } from '../core/faults';
import type { Faults } from '../core/faults';
import { checkDnsLabel, checkDnsSubdomain, checkPort } from '../core/kubernetes-syntax';

const LAMBDA_ARN = /^arn:[a-z-]+:lambda:[a-z0-9-]+:\d{12}:function:[\w-]+:(\$LATEST|[\w-]+)$/;
const ROLE_ARN = /^arn:[a-z-]+:iam::\d{12}:role\/\S+$/;
const REFUSED = 'http://refused.invalid/';

/** Where the registration is, for an endpoint that leaves it open. */
export interface EndpointContext {
  readonly namespace: string;
  readonly clusterDns: string;
  /** The environment of Restate Cloud that is to call it, which knows no name of this Kubernetes cluster. */
  readonly cloud?: RestateCloudEnvironment;
}

/** What Restate is told to call: a URL, or an ARN. */
export function endpointUri(
  endpoint: RestateEndpoint | undefined,
  context: EndpointContext,
  faults: Faults,
): string {
  const { url, service, lambda } = endpoint?._source ?? {};
  if (lambda !== undefined) {
    checkLambda(lambda.arn, lambda.assumeRoleArn, faults);
    return lambda.arn;
  }
  if (service !== undefined) {
    const { namespace = context.namespace, port = 9080, path = '' } = service.options;
    const clusterDns = service.options.clusterDns ?? context.clusterDns;
    checkDnsLabel(service.name, 'endpoint.name', faults);
    checkDnsLabel(namespace, 'endpoint.namespace', faults);
    checkPort(port, 'endpoint.port', faults);
    checkDnsSubdomain(clusterDns, 'endpoint.clusterDns', faults);
    const origin = `http://${service.name}.${namespace}.svc.${clusterDns}:${port}`;
    if (!URL.canParse(origin)) return REFUSED;
    const result = new URL(origin);
    result.pathname = path;
    return context.cloud?.tunnelUrl(result.href) ?? result.href;
  }
  return httpUrl(url, faults);
}

function httpUrl(text: unknown, faults: Faults): string {
  const url = typeof text === 'string' && URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || !['http:', 'https:'].includes(url.protocol)) {
    const remedy =
      'write an http or https URL, such as RestateEndpoint.fromUrl("http://greeter.apps:9080")';
    faults.add('endpoint', `${shown(text ?? null)} is not the URL of an endpoint`, remedy);
    return REFUSED;
  }
  if (url.username !== '' || url.password !== '' || url.search !== '' || url.hash !== '') {
    faults.add('endpoint', 'the URL holds more than host, port and path', 'end it after its path');
    return REFUSED;
  }
  return url.href;
}

function checkLambda(arn: string, assumeRoleArn: string | undefined, faults: Faults): void {
  const parts = LAMBDA_ARN.exec(arn);
  if (parts === null) {
    faults.add(
      'endpoint',
      `${shown(arn)} is not the ARN of a version of a Lambda function`,
      'write one such as "arn:aws:lambda:us-east-1:123456789012:function:greeter:7", version included',
    );
  } else if (!/^\d+$/.test(parts[1])) {
    const problem = `${shown(parts[1])} may stand for other code tomorrow, which breaks invocations that are under way`;
    faults.warn('endpoint', problem, 'name a published version');
  }
  if (assumeRoleArn !== undefined && !ROLE_ARN.test(assumeRoleArn)) {
    const remedy = 'write one such as "arn:aws:iam::123456789012:role/restate"';
    faults.add(
      'endpoint.assumeRoleArn',
      `${shown(assumeRoleArn)} is not the ARN of a role`,
      remedy,
    );
  }
}
