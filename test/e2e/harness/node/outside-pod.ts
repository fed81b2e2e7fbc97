import type { Cluster } from '../cluster/cluster';

/** A pod that no node runs: a server of the tests' own stands for it, at its address. */
const OUTSIDE = 'e2e/outside';

export interface OutsidePod {
  readonly namespace: string;
  readonly name: string;
  readonly labels: { readonly [key: string]: string };
  /** Of the machine, and in the range of the pods, at most one of each family: see machine.sh. */
  readonly addresses: readonly string[];
  readonly node: string;
}

/** Makes a pod of a server that runs on the machine, so that network policies apply to it as to any other pod. */
export async function createOutsidePod({ client }: Cluster, pod: OutsidePod): Promise<void> {
  const { namespace, name, labels, addresses, node } = pod;
  const path = `/api/v1/namespaces/${namespace}/pods`;
  const { metadata } = await client.create(path, {
    metadata: { generateName: `${name}-`, labels, annotations: { [OUTSIDE]: 'true' } },
    spec: { nodeName: node, containers: [{ name, image: name }] },
  });
  await client.patch(`${path}/${metadata.name}/status`, {
    status: {
      phase: 'Running',
      podIP: addresses[0],
      podIPs: addresses.map((ip) => ({ ip })),
      conditions: [{ type: 'Ready', status: 'True' }],
    },
  });
}

/** Deletes the pods of a namespace, at once: there is no kubelet that would tell of their end. */
export async function deleteOutsidePods({ client }: Cluster, namespace: string): Promise<void> {
  const path = `/api/v1/namespaces/${namespace}/pods`;
  for (const { metadata } of await client.list(path)) {
    await client.delete(`${path}/${metadata.name}`, { gracePeriodSeconds: 0 });
  }
}

/** Whether a node has to leave the pod alone. */
export function isOutside(annotations: { [key: string]: string } = {}): boolean {
  return annotations[OUTSIDE] === 'true';
}
