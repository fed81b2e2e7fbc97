import type { RestateEndpoint } from './endpoint';
import { isEndpointUrl, isHttpUrl, serviceAddress } from './endpoint-uri';
import type { EndpointContext } from './endpoint-uri';
import { shown } from '../core/faults';
import type { Faults } from '../core/faults';
import { checkDnsLabel, checkDnsSubdomain, checkPort } from '../core/kubernetes-syntax';

const LAMBDA_ARN = /^arn:[a-z-]+:lambda:[a-z0-9-]+:\d{12}:function:[\w-]+:(\$LATEST|[\w-]+)$/;
const ROLE_ARN = /^arn:[a-z-]+:iam::\d{12}:role\/\S+$/;

/** Refuses what Restate could not call. */
export function checkEndpoint(
  endpoint: RestateEndpoint | undefined,
  context: EndpointContext,
  faults: Faults,
): void {
  const { url, service, lambda } = endpoint?._source ?? {};
  if (lambda !== undefined) {
    checkLambda(lambda.arn, lambda.assumeRoleArn, faults);
  } else if (service !== undefined) {
    const { name, namespace, port, clusterDns } = serviceAddress(service, context);
    checkDnsLabel(name, 'endpoint.name', faults);
    checkDnsLabel(namespace, 'endpoint.namespace', faults);
    checkPort(port, 'endpoint.port', faults);
    checkDnsSubdomain(clusterDns, 'endpoint.clusterDns', faults);
  } else {
    checkUrl(url, faults);
  }
}

function checkUrl(url: unknown, faults: Faults): void {
  if (!isHttpUrl(url)) {
    const remedy =
      'write an http or https URL, such as RestateEndpoint.fromUrl("http://greeter.apps:9080")';
    faults.add('endpoint', `${shown(url ?? null)} is not the URL of an endpoint`, remedy);
  } else if (!isEndpointUrl(url)) {
    faults.add('endpoint', 'the URL has more than host, port and path', 'end it after its path');
  }
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
    const problem = `${shown(parts[1])} can later point to other code, which breaks in-flight invocations`;
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
