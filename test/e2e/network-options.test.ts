import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { Cluster } from './harness/cluster/cluster';
import type { KubeObject } from './harness/cluster/kube-client';
import { applyObjects, exampleCluster } from './harness/example-run';
import { Listener } from './harness/machine/listener';
import { idlePod, podAddress } from './harness/node/idle-pod';
import { nodeImage } from './harness/node/images';
import { createOutsidePod, deleteOutsidePods } from './harness/node/outside-pod';
import { describeOnNode } from './harness/on-node';
import { clusterManifests, OTHER_DNS, serviceEgressManifests } from './harness/option-manifests';
import { CLUSTER_IMAGES } from './harness/restate/cluster-app';
import { waitUntil } from './harness/wait';
import { RestatePublicEgress } from '../../src';
import type { RestateClusterSecurity } from '../../src';
import { objectsOf } from '../examples/synth-example';

const cluster = Cluster.connect();
const POLICIES = '/apis/networking.k8s.io/v1/namespaces/restate/networkpolicies';
const describeOfPolicies = process.env.E2E_NETWORK_POLICIES === 'ignore' ? describe.skip : describe;

const RESTATE = { 'app.kubernetes.io/name': 'restate', 'app.kubernetes.io/instance': 'restate' };
const OPENSHIFT_DNS = '10.244.254.61';

const both = (...targets: string[]) => targets.flatMap((target) => [target, `${target}/UDP`]);
const USUAL_DNS = ['10.96.0.10:53/UDP', ...both('10.244.255.53:53', '169.254.20.10:53')];
const ANOTHER_DNS = both(`${OPENSHIFT_DNS}:5353`, '169.254.25.10:5353');
const NO_DNS = both('10.244.255.53:5353', `${OPENSHIFT_DNS}:53`);

const INTERNET = '203.0.113.9';
const ELSEWHERE = '203.0.113.77';
/** Of providers, in no private range. */
const PROVIDERS = ['100.64.0.9:80', '168.63.129.16:80', '192.0.0.192:80'];
const PRIVATE = both('10.0.0.77:443', '172.16.0.77:443', '192.168.0.77:443');

interface Case {
  readonly name: string;
  readonly security: RestateClusterSecurity;
  readonly reached: string[];
  readonly shut: string[];
}

const EGRESS: Case[] = [
  {
    name: 'by default, to the usual DNS and all public addresses',
    security: {},
    reached: [...USUAL_DNS, ...both(`${INTERNET}:443`, `${ELSEWHERE}:80`), ...PROVIDERS],
    shut: [...ANOTHER_DNS, ...NO_DNS, ...PRIVATE],
  },
  {
    name: 'with dnsEgress, to that DNS and no other',
    security: { dnsEgress: OTHER_DNS },
    reached: ANOTHER_DNS,
    shut: [...USUAL_DNS, ...NO_DNS],
  },
  {
    name: 'without the addresses of providers',
    security: { publicEgress: RestatePublicEgress.all({ exceptProviderAddresses: true }) },
    reached: both(`${INTERNET}:443`, `${ELSEWHERE}:80`),
    shut: [...PROVIDERS, ...PRIVATE],
  },
  {
    name: 'at a port of TCP alone',
    security: { publicEgress: RestatePublicEgress.all({ ports: [443] }) },
    reached: [`${INTERNET}:443`],
    shut: [`${INTERNET}:443/UDP`, ...both(`${ELSEWHERE}:80`), ...PRIVATE],
  },
  {
    name: 'to some addresses alone',
    security: { publicEgress: RestatePublicEgress.to(['203.0.113.0/28']) },
    reached: both(`${INTERNET}:443`),
    shut: [...both(`${ELSEWHERE}:80`), ...PROVIDERS, ...PRIVATE],
  },
  {
    name: 'to no public address',
    security: { publicEgress: RestatePublicEgress.none() },
    reached: USUAL_DNS,
    shut: [...both(`${INTERNET}:443`, `${ELSEWHERE}:80`), ...PROVIDERS, ...PRIVATE],
  },
];

const IMAGES = { ...CLUSTER_IMAGES, node: nodeImage() };

describeOnNode('the options of the network', { images: IMAGES }, (node) => {
  describeOfPolicies('the pods of a cluster connect', () => {
    const listeners: Listener[] = [];

    beforeAll(async () => {
      const targets = new Set(EGRESS.flatMap(({ reached, shut }) => [...reached, ...shut]));
      for (const target of targets) {
        const [, address, port, udp] = /^(.+):(\d+)(\/UDP)?$/.exec(target)!;
        // That of the cluster answers by itself.
        if (['10.96.0.10:53/UDP', '10.244.255.53:53/UDP'].includes(target)) continue;
        listeners.push(await Listener.start(address, Number(port), udp ? 'UDP' : 'TCP'));
      }
      await cluster.createNamespace('openshift-dns');
      await createOutsidePod(cluster, {
        namespace: 'openshift-dns',
        name: 'dns-default',
        labels: { 'dns.operator.openshift.io/daemonset-dns': 'default' },
        addresses: [OPENSHIFT_DNS],
        node: node.name,
      });
      await cluster.createNamespace('restate');
      await applyObjects(cluster, [idlePod('restate', 'node', RESTATE)]);
      await podAddress(cluster, 'restate', 'node');
    });
    afterEach(async () => {
      for (const { metadata } of await cluster.client.list(POLICIES)) {
        await cluster.client.delete(`${POLICIES}/${metadata.name}`);
      }
    });
    afterAll(async () => {
      listeners.forEach((listener) => listener.stop());
      await deleteOutsidePods(cluster, 'openshift-dns');
      const namespaces = ['openshift-dns', 'restate'];
      await Promise.all(namespaces.map((each) => cluster.deleteNamespace(each)));
    });

    test.each(EGRESS)('$name', async ({ security, reached, shut }) => {
      const targets = [...reached, ...shut];
      const open = await node.connect('restate', 'node', targets);
      expect(open).toEqual(targets.map(() => 'connected'));

      const policies = (objectsOf(clusterManifests(security)) as KubeObject[]).filter(
        ({ kind }) => kind === 'NetworkPolicy',
      );
      await applyObjects(cluster, policies);
      const expected = [...reached.map(() => 'connected'), ...shut.map(() => 'dropped')];
      const outcomes = () => node.connect('restate', 'node', targets);
      const settled = async () => (await outcomes()).join() === expected.join();
      // The engine hears of policies a moment after the API server; what is wrong then is shown below.
      await waitUntil({ for: 'the policies', timeoutMs: 5_000 }, settled).catch(() => {});
      const described = (words: readonly string[]) => targets.map((to, i) => `${to} ${words[i]}`);
      expect(described(await outcomes())).toEqual(described(expected));
    });
  });

  describeOfPolicies(
    'where egress is evaluated before the address of a Service is translated',
    () => {
      const RULE = [
        ...['PREROUTING', '-s', '10.244.0.0/16', '-d', '10.96.0.0/16', '-p', 'tcp'],
        ...['-m', 'conntrack', '--ctstate', 'NEW', '-j', 'NFQUEUE', '--queue-num', '100'],
      ];
      const mangle = (action: '-A' | '-D') =>
        promisify(execFile)('iptables', ['-w', '-t', 'mangle', action, ...RULE]);

      beforeAll(async () => {
        await mangle('-A');
        await cluster.createNamespace('services');
      });
      afterAll(async () => {
        await mangle('-D');
        await Promise.all(['services', 'restate'].map((each) => cluster.deleteNamespace(each)));
      });

      test('serviceEgress lets the cluster call a service by the address of its Service', async () => {
        await applyObjects(cluster, objectsOf(serviceEgressManifests()) as KubeObject[]);
        const restate = exampleCluster();
        await waitUntil({ for: 'the registration', timeoutMs: 120_000 }, async () =>
          (await restate.services()).some(({ name }) => name === 'Greeter'),
        );
        expect(await restate.invoke('Greeter/greet', 'you')).toBe('v1: hello you');
      });

      test('without it the Service is out of reach, and its pods are not', async () => {
        const version = node.pods('services').find((name) => name.startsWith('greeter-'))!;
        const [service] = (
          await cluster.client.list('/api/v1/namespaces/services/services')
        ).filter(({ metadata }) => metadata.name!.startsWith('greeter-'));
        const targets = [
          `${service.spec.clusterIP}:9080`,
          `${await podAddress(cluster, 'services', version)}:9080`,
        ];
        const outcomes = () => node.connect('restate', 'restate-0', targets);
        expect(await outcomes()).toEqual(['connected', 'connected']);
        await cluster.client.delete(`${POLICIES}/allow-restate-egress-to-services`);
        await waitUntil({ for: 'the policy to be gone', timeoutMs: 20_000 }, async () => {
          return (await outcomes()).join() === 'dropped,connected';
        });
      });
    },
  );
});
