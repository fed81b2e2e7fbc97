import { createSocket } from 'node:dgram';
import type { Socket } from 'node:dgram';
import { Resolver } from 'node:dns/promises';
import { decode, encode, AUTHORITATIVE_ANSWER, RECURSION_AVAILABLE } from 'dns-packet';
import type { Answer } from 'dns-packet';
import type { ServiceDirectory } from './service-directory';
import type { Cluster } from '../cluster/cluster';
import { KubeError } from '../cluster/kube-client';
import { createOutsidePod } from '../node/outside-pod';

/** Of the machine, and in the range of the pods: see machine.sh. */
const ADDRESS = '10.244.255.53';
/** Of its pod only: nobody listens there. */
const ADDRESS_IPV6 = 'fd00:10:244:ff::53';
const SERVICE_ADDRESS = '10.96.0.10';
const DOMAIN = 'svc.cluster.local';
const NAME_ERROR = 3;
const TTL_SECONDS = 5;

/** What pods have in /etc/resolv.conf, so that short names work as well. */
export function resolverConfiguration(namespace: string): string {
  return `nameserver ${SERVICE_ADDRESS}
search ${namespace}.${DOMAIN} ${DOMAIN} cluster.local
options ndots:5
`;
}

/** Stands in for the cluster's DNS: names of Services, and of the pods behind headless ones. */
export class DnsServer {
  private readonly socket: Socket;
  private turn = 0;

  /** @param hosts further names, of servers beside the cluster, and their addresses */
  constructor(
    private readonly directory: ServiceDirectory,
    private readonly hosts: { readonly [name: string]: string } = {},
  ) {
    this.socket = createSocket('udp4');
    this.socket.on('message', (message, client) => {
      this.socket.send(this.respond(message), client.port, client.address);
    });
    this.socket.bind(53, ADDRESS).unref();
  }

  /** Makes the Service `kube-dns` and its pod, which network policies select by its labels. */
  public async announce(cluster: Cluster, node: string): Promise<void> {
    const labels = { 'k8s-app': 'kube-dns' };
    const path = '/api/v1/namespaces/kube-system';
    const ports = [{ name: 'dns', port: 53, protocol: 'UDP' }];
    await cluster.client
      .create(`${path}/services`, {
        metadata: { name: 'kube-dns', labels },
        spec: { clusterIP: SERVICE_ADDRESS, selector: labels, ports },
      })
      .catch((error: unknown) => {
        // Made for the test file before this one, which had the same address.
        if (!(error instanceof KubeError) || ![409, 422].includes(error.status)) throw error;
      });
    await createOutsidePod(cluster, {
      namespace: 'kube-system',
      name: 'dns',
      labels,
      addresses: [ADDRESS, ADDRESS_IPV6],
      node,
    });
  }

  /** Whether it is reached by the address of its Service. */
  public async answers(): Promise<boolean> {
    const resolver = new Resolver({ timeout: 500, tries: 1 });
    resolver.setServers([SERVICE_ADDRESS]);
    const [address] = await resolver.resolve4(`kubernetes.default.${DOMAIN}`);
    return address !== undefined;
  }

  public stop(): void {
    this.socket.close();
  }

  private respond(message: Buffer): Buffer {
    const { id, questions = [] } = decode(message);
    const { name, type } = questions[0];
    const addresses = this.rotated(this.lookUp(name.toLowerCase()));
    const answers: Answer[] = (type === 'A' ? (addresses ?? []) : []).map((address) =>
      /^[\d.]+$/.test(address)
        ? { name, type: 'A', ttl: TTL_SECONDS, data: address }
        : { name, type: 'CNAME', ttl: TTL_SECONDS, data: address },
    );
    const status = addresses ? 0 : NAME_ERROR;
    return encode({
      type: 'response',
      id,
      flags: AUTHORITATIVE_ANSWER | RECURSION_AVAILABLE | status,
      questions,
      answers,
    });
  }

  /** Each answer begins with another address, so that clients that take the first find all of them. */
  private rotated(addresses: string[] | undefined): string[] | undefined {
    const start = this.turn++ % Math.max(1, addresses?.length ?? 0);
    return addresses && [...addresses.slice(start), ...addresses.slice(0, start)];
  }

  /** Undefined if there is no such name. */
  private lookUp(name: string): string[] | undefined {
    if (this.hosts[name]) {
      return [this.hosts[name]];
    }
    if (!name.endsWith(`.${DOMAIN}`)) {
      return undefined;
    }
    const labels = name.slice(0, -DOMAIN.length - 1).split('.');
    const [serviceName, namespace] = labels.slice(-2);
    const hostname = labels.length === 3 ? labels[0] : undefined;
    const service = this.directory.find(namespace, serviceName);
    if (!service || labels.length > 3) {
      return undefined;
    }
    if (service.spec.type === 'ExternalName') {
      return [service.spec.externalName];
    }
    if (!hostname && service.spec.clusterIP !== 'None') {
      return [service.spec.clusterIP];
    }
    const addresses = this.directory
      .readyEndpoints(service)
      .filter((endpoint) => !hostname || endpoint.hostname === hostname)
      .map((endpoint) => endpoint.address);
    return addresses.length > 0 ? addresses : undefined;
  }
}
