/** Manifests with the options of the network that no example has. */
import { App, Chart, Size, Testing } from 'cdk8s';
import { k8s } from 'cdk8s-plus-28';
import {
  RestateAdmin,
  RestateCluster,
  RestateConfig,
  RestateDeployment,
  RestateIpFamily,
  RestatePublicEgress,
  RestateRuntime,
} from '../../../src';
import type {
  RestateClusterProps,
  RestateClusterSecurity,
  RestateDnsEgress,
  RestateRuntimeNetworkPolicy,
} from '../../../src';
import { inNamespace } from '../../cli/connections/ask';

/** As on OpenShift, and a cache on each node at an address that it usually does not have. */
export const OTHER_DNS: RestateDnsEgress = {
  peers: [
    {
      ...inNamespace('openshift-dns'),
      podSelector: { matchLabels: { 'dns.operator.openshift.io/daemonset-dns': 'default' } },
    },
    { ipBlock: { cidr: '169.254.25.10/32' } },
  ],
  port: 5353,
};

/** With addresses of both families, and exceptions of both. */
export function dualStackManifests(): string {
  const ipFamilies = [RestateIpFamily.IPV4, RestateIpFamily.IPV6];
  const dnsEgress: RestateDnsEgress = {
    peers: [
      { ...inNamespace('kube-system'), podSelector: { matchLabels: { 'k8s-app': 'kube-dns' } } },
      { ipBlock: { cidr: 'fd00:10:53::10/128' } },
    ],
  };
  const publicEgress = RestatePublicEgress.all({
    except: ['198.51.100.0/24', '2001:db8:bad::/48'],
    exceptProviderAddresses: true,
  });
  return clusterAndService({ security: { ipFamilies, dnsEgress, publicEgress } }, { dnsEgress });
}

/** With all that narrows the egress, and pods that no other policy lets out. */
export function narrowedManifests(): string {
  const props = {
    autoProvision: true,
    config: RestateConfig.raft({
      replication: 1,
      snapshots: { url: 's3://a/b', endpointUrl: 'http://minio.minio:9000', allowHttp: true },
    }),
    security: {
      dnsEgress: OTHER_DNS,
      publicEgress: RestatePublicEgress.to(['203.0.113.0/24'], { ports: [443] }),
      serviceEgress: { cidrs: ['10.97.0.0/16'] },
    },
  };
  return clusterAndService(props, {
    apiServerCidrs: ['10.0.0.10/32'],
    dnsEgress: OTHER_DNS,
    egressRules: [
      { to: [inNamespace('proxies')], ports: [{ port: k8s.IntOrString.fromNumber(3128) }] },
    ],
  });
}

/** For a network plugin that evaluates egress before the address of a Service is translated. */
export function serviceEgressManifests(): string {
  return clusterAndService({ security: { serviceEgress: { cidrs: ['10.96.0.0/16'] } } });
}

/** A cluster with options of its network alone. */
export function clusterManifests(security: RestateClusterSecurity): string {
  const app = new App({ outdir: Testing.app().outdir });
  cluster(new Chart(app, 'app'), { security });
  return app.synthYaml();
}

function clusterAndService(
  props: Partial<RestateClusterProps>,
  networkPolicy?: RestateRuntimeNetworkPolicy,
): string {
  const app = new App({ outdir: Testing.app().outdir });
  const chart = new Chart(app, 'app', { namespace: 'services' });
  const restate = cluster(chart, props);
  new RestateRuntime(chart, 'runtime', { networkPolicy });
  new RestateDeployment(chart, 'greeter', {
    admin: RestateAdmin.fromCluster(restate),
    template: {
      metadata: { labels: { app: 'greeter' } },
      spec: {
        containers: [{ name: 'greeter', image: 'greeter', ports: [{ containerPort: 9080 }] }],
      },
    },
  });
  return app.synthYaml();
}

function cluster(chart: Chart, props: Partial<RestateClusterProps>): RestateCluster {
  return new RestateCluster(chart, 'restate', {
    compute: { image: 'restatedev/restate:1.7' },
    storage: { size: Size.gibibytes(1) },
    ...props,
  });
}
