import { matchesPods } from './evaluate';
import type { Side } from './evaluate';
import type { Namespaces } from './namespaces';
import { externalPods } from './peer';
import type { Peer } from './peer';
import type { PodPeer, Policy, PolicyRule } from './policies';
import { uniquePorts } from './ports';
import type { Ports } from './ports';
import { sampleLabels, selectorText } from './selector-text';
import { NAMESPACE_NAME } from '../../cluster/network/selectors';
import type { Address } from '../../core/addresses';
import { matchesSelector } from '../../core/label-selector';

type Labels = { readonly [label: string]: string };

/** Pods that policies admit by selectors that select none of those in the input. */
export function selectedPods(
  policies: readonly Policy[],
  known: readonly Side[],
  namespaces: Namespaces,
  addresses: readonly Address[],
  ports: readonly Ports[],
): Peer[] {
  const peers = new Map<string, Peer>();
  for (const policy of policies) {
    for (const rule of [...(policy.ingress ?? []), ...(policy.egress ?? [])]) {
      for (const peer of rule.peers ?? []) {
        if ('block' in peer || known.some((side) => matchesPods(peer, policy, side))) continue;
        const labels = sampleLabels(peer.podSelector);
        if (labels === undefined) continue;
        for (const { text, ...namespace } of namespacesOf(peer, policy, namespaces)) {
          const selector = selectorText(peer.podSelector);
          const name = `pods ${selector === '' ? '' : `${selector} `}${text}`;
          const named = [...(peers.get(name)?.ports ?? ports), ...namedPorts(rule)];
          const pods = { ...namespace, labels, ports: [] };
          peers.set(name, externalPods(name, pods, addresses, uniquePorts(named)));
        }
      }
    }
  }
  return [...peers.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** The namespaces that a peer selects: those that are given or named, or else one with just the labels it asks for. */
function namespacesOf(
  { namespaceSelector: selector }: PodPeer,
  policy: Policy,
  namespaces: Namespaces,
): Array<{ namespace?: string; namespaceLabels: Labels; text: string }> {
  const known = (namespace: string) => ({
    namespace,
    namespaceLabels: namespaces.labelsOf(namespace),
    text: `in namespace ${namespace}`,
  });
  if (selector === undefined) return [known(policy.namespace)];
  const selected = selectorText(selector);
  const sample = sampleLabels(selector);
  if (sample === undefined) return [];
  if (selected === '') return [{ namespaceLabels: {}, text: 'in any namespace' }];
  const given = namespaces
    .given()
    .filter((name) => matchesSelector(selector, namespaces.labelsOf(name)));
  if (given.length > 0) return given.map(known);
  const name = sample[NAMESPACE_NAME];
  if (name === undefined) {
    return [{ namespaceLabels: sample, text: `in namespaces ${selected}` }];
  }
  if (namespaces.isGiven(name)) return [];
  return [{ ...known(name), namespaceLabels: sample }];
}

/** What number a name stands for is up to the pods, which are not known. */
function namedPorts({ ports }: PolicyRule): Ports[] {
  return (ports ?? []).flatMap((port) =>
    'name' in port ? [{ protocol: port.protocol, port: port.name }] : [],
  );
}
