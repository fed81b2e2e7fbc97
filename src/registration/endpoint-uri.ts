import type { EndpointSource, RestateEndpoint } from './endpoint';
import { portOf, serviceNamespace } from '../core/service-host';
import type { CalledPods } from '../runtime/managed-deployment';
import type { VersionModel } from '../version/model';

const REFUSED = 'http://refused.invalid/';

/** The registration of an endpoint that leaves open where it is. */
export type EndpointContext = Pick<VersionModel, 'namespace' | 'admin'>;

/** What Restate is told to call: a URL, or an ARN. Of an endpoint that is refused, a harmless one. */
export function endpointUri(
  endpoint: RestateEndpoint | undefined,
  context: EndpointContext,
): string {
  const { url, service, lambda } = endpoint?._source ?? {};
  if (lambda !== undefined) return lambda.arn;
  if (service === undefined) return isEndpointUrl(url) ? new URL(url).href : REFUSED;
  const { name, namespace, port, path, clusterDns } = serviceAddress(service, context);
  const origin = `http://${name}.${namespace}.svc.${clusterDns}:${port}`;
  if (!URL.canParse(origin)) return REFUSED;
  const result = new URL(origin);
  result.pathname = path;
  return context.admin.cloud?.tunnelUrl(result.href) ?? result.href;
}

/** Where a Service is, with what the registration says in place of what was left out. */
export function serviceAddress(
  { name, options }: NonNullable<EndpointSource['service']>,
  { namespace, admin }: EndpointContext,
) {
  return {
    name,
    namespace: options.namespace ?? namespace,
    port: options.port ?? 9080,
    path: options.path ?? '',
    clusterDns: options.clusterDns ?? admin.clusterDns ?? 'cluster.local',
  };
}

/** The pods that the server calls, if the endpoint is a Service of the Kubernetes cluster. */
export function calledPods(
  endpoint: RestateEndpoint | undefined,
  context: EndpointContext,
): CalledPods[] {
  const { url: text, service } = endpoint?._source ?? {};
  if (service !== undefined) {
    const { name, namespace, port } = serviceAddress(service, context);
    return [{ service: name, namespace, port }];
  }
  if (!isEndpointUrl(text)) return [];
  const url = new URL(text);
  const { admin } = context;
  // Names are resolved by the server, in the namespace that it is in.
  const namespace = serviceNamespace(url, admin.cluster?.namespace ?? '', admin.clusterDns);
  if (!namespace) return [];
  return [{ service: url.hostname.split('.')[0], namespace, port: portOf(url) }];
}

export function isHttpUrl(text: unknown): text is string {
  return (
    typeof text === 'string' &&
    URL.canParse(text) &&
    ['http:', 'https:'].includes(new URL(text).protocol)
  );
}

/** Whether it has nothing but host, port and path. */
export function isEndpointUrl(text: unknown): text is string {
  if (!isHttpUrl(text)) return false;
  const { username, password, search, hash } = new URL(text);
  return [username, password, search, hash].every((part) => part === '');
}
