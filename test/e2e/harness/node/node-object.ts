import type { KubeClient } from '../cluster/kube-client';

/** Of the machine's network: see machine.sh. */
export const NODE_ADDRESS = '10.0.0.10';

const LABELS = {
  'topology.kubernetes.io/region': 'e2e-region',
  'topology.kubernetes.io/zone': 'e2e-zone',
};

/** Makes a Node that is ready and has its address, and returns its name. */
export async function createNode(client: KubeClient): Promise<string> {
  const { metadata } = await client.create('/api/v1/nodes', {
    metadata: { generateName: 'e2e-', labels: LABELS },
  });
  await client.patch(`/api/v1/nodes/${metadata.name}/status`, {
    status: {
      addresses: [{ type: 'InternalIP', address: NODE_ADDRESS }],
      conditions: [{ type: 'Ready', status: 'True', reason: 'KubeletReady' }],
    },
  });
  return metadata.name!;
}
