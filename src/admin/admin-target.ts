import { Construct } from 'constructs';
import { checkHeaderName, checkKeyReference } from './access-checks';
import type { RestateAdmin, RestateAdminAccess } from './restate-admin';
import type { RestateCloudEnvironment } from '../cloud/restate-cloud-environment';
import type { IRestateCluster } from '../cluster/cluster-reference';
import { contentHash } from '../core/content-hash';
import { Faults, shown } from '../core/faults';
import type { FaultSink } from '../core/faults';
import { checkDnsLabel, checkDnsSubdomain, checkPort } from '../core/kubernetes-syntax';

/** An admin API, with everything that the manifests need to know about it. */
export interface AdminTarget {
  /** Its key inside the app: a DNS label that depends on the URL only. */
  readonly key: string;
  readonly url: string;
  readonly cluster?: IRestateCluster;
  /** The environment of Restate Cloud that it belongs to, which calls deployments through a tunnel. */
  readonly cloud?: RestateCloudEnvironment;
  /** The DNS domain of the Kubernetes cluster that it is in. */
  readonly clusterDns?: string;
  readonly access: RestateAdminAccess;
}

/** Resolves a reference to an admin API; faults are recorded for the construct that uses it, at `field`. */
export function adminTarget(
  admin: RestateAdmin | undefined,
  field: string,
  faults: Pick<Faults, 'add' | 'warn'>,
): AdminTarget {
  if (admin?._source === undefined) {
    faults.add(
      field,
      admin === undefined || admin === null
        ? 'missing required field'
        : `must be a RestateAdmin, got a ${typeof admin}`,
      'write RestateAdmin.fromCluster(cluster), or use another of its factories',
    );
    return target('missing', 'http://missing.invalid', {});
  }
  const { cluster, cloud, service, url, options } = admin._source;
  checkAccess(options, field, faults);
  if (cluster !== undefined) {
    checkCluster(cluster, field, faults);
    return {
      ...target(cluster.name, cluster.adminUrl, options),
      cluster,
      clusterDns: cluster.clusterDns,
    };
  }
  if (cloud !== undefined) return { ...target(cloud.name, cloud.adminUrl, options), cloud };
  const clusterDns = options.clusterDns ?? (service === undefined ? undefined : 'cluster.local');
  if (clusterDns !== undefined) checkDnsSubdomain(clusterDns, `${field}.clusterDns`, faults);
  if (service === undefined) {
    warnOfClearText(url, options, field, faults);
    return { ...target('url', readUrl(url, field, faults), options), clusterDns };
  }
  checkDnsLabel(service.name, `${field}.name`, faults);
  checkDnsLabel(service.namespace, `${field}.namespace`, faults);
  const port = options.port ?? 9070;
  checkPort(port, `${field}.port`, faults);
  const origin = `http://${service.name}.${service.namespace}.svc.${clusterDns}:${port}`;
  const path = (options.path ?? '').replace(/^\/*/, '/');
  return { ...target(service.name, readUrl(origin + path, field, faults), options), clusterDns };
}

function target(prefix: string, url: string, access: RestateAdminAccess): AdminTarget {
  const readable = prefix
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, 40);
  return { key: `${readable}-${contentHash(url)}`, url, access };
}

/** The name is part of a label key and of a host name, and not checked yet if this app does not create the cluster. */
function checkCluster(cluster: IRestateCluster, field: string, faults: FaultSink): void {
  if (Construct.isConstruct(cluster) && Faults.recordedIn(cluster) !== undefined) return;
  checkDnsLabel(cluster.name, `${field}.cluster`, faults);
  checkDnsSubdomain(cluster.clusterDns, `${field}.clusterDns`, faults);
}

/** Names of one label and those below `svc` are of the Kubernetes cluster, whose Services have no certificates. */
const IN_CLUSTER = /^(localhost|[^.]+|.+\.svc(\..+)?)$/;

function warnOfClearText(
  url: unknown,
  { bearerToken }: RestateAdminAccess,
  field: string,
  faults: Pick<Faults, 'add' | 'warn'>,
): void {
  if (bearerToken === undefined || typeof url !== 'string' || !URL.canParse(url)) return;
  const { protocol, hostname } = new URL(url);
  if (protocol !== 'http:' || IN_CLUSTER.test(hostname)) return;
  faults.warn(
    `${field}.bearerToken`,
    `is sent to ${shown(url)} in clear text`,
    'use https, or RestateAdmin.fromService for a Service of the Kubernetes cluster',
  );
}

function readUrl(text: unknown, field: string, faults: FaultSink): string {
  const url = typeof text === 'string' && URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || !['http:', 'https:'].includes(url.protocol)) {
    faults.add(
      field,
      `${shown(text)} is not an http or https URL`,
      'write one, such as "http://restate:9070"',
    );
    return 'http://missing.invalid';
  }
  if (url.username !== '' || url.password !== '') {
    faults.add(
      field,
      'the URL contains user information',
      'remove it, and use bearerToken or headers',
    );
  }
  if (url.search !== '' || url.hash !== '') {
    faults.add(field, 'the URL contains a query or a fragment', 'remove it');
  }
  return `${url.origin}${url.pathname}`.replace(/\/+$/, '');
}

function checkAccess(access: RestateAdminAccess, field: string, faults: FaultSink): void {
  const { bearerToken, headers, ca } = access;
  if (bearerToken !== undefined) checkKeyReference(bearerToken, `${field}.bearerToken`, faults);
  for (const name of Object.keys(headers ?? {}).sort()) {
    const at = `${field}.headers[${shown(name)}]`;
    checkHeaderName(name, at, faults);
    if (bearerToken !== undefined && name.toLowerCase() === 'authorization') {
      faults.add(at, 'bearerToken sets this header as well', 'remove one of them');
    }
    checkKeyReference(headers![name], at, faults);
  }
  if (ca !== undefined) checkKeyReference(ca._source, `${field}.ca`, faults);
}
