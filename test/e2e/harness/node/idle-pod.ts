import type { Cluster } from '../cluster/cluster';
import type { KubeObject } from '../cluster/kube-client';
import { waitUntil } from '../wait';

/** A pod that does nothing, for connections from it and to it. The node needs an image called `node`. */
export function idlePod(
  namespace: string,
  name: string,
  labels: { [key: string]: string } = {},
): KubeObject {
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { namespace, name, labels },
    spec: {
      terminationGracePeriodSeconds: 1,
      containers: [
        { name: 'node', image: 'node', args: ['-e', 'setInterval(() => undefined, 60_000)'] },
      ],
    },
  } as KubeObject;
}

/** The address of a pod, once it runs. */
export async function podAddress(
  { client }: Cluster,
  namespace: string,
  name: string,
): Promise<string> {
  const path = `/api/v1/namespaces/${namespace}/pods/${name}`;
  return waitUntil({ for: `the address of ${namespace}/${name}` }, async () => {
    const { status } = await client.get(path);
    return status.phase === 'Running' && (status.podIP as string | undefined);
  });
}
