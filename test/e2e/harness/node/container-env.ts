import type { KubeClient, KubeObject } from '../cluster/kube-client';

/** What a reference of a pod, that need not be there, was not found as. */
export class MissingReference extends Error {}

/** The values that a pod can be asked for with `fieldRef`. */
export function podField(
  pod: KubeObject,
  address: { podIP: string; hostIP: string },
  path: string,
): string {
  const entry = /^metadata\.(labels|annotations)\['(.*)'\]$/.exec(path);
  if (entry) {
    return pod.metadata[entry[1]]?.[entry[2]] ?? '';
  }
  const values: { [path: string]: string | undefined } = {
    'metadata.name': pod.metadata.name,
    'metadata.namespace': pod.metadata.namespace,
    'metadata.uid': pod.metadata.uid,
    'spec.nodeName': pod.spec.nodeName,
    'spec.serviceAccountName': pod.spec.serviceAccountName,
    'status.hostIP': address.hostIP,
    'status.podIP': address.podIP,
    'status.podIPs': address.podIP,
  };
  if (values[path] === undefined) {
    throw new Error(`fieldRef: ${path} is not known here`);
  }
  return values[path];
}

/** The data of a ConfigMap or Secret as bytes. */
export async function dataOf(
  client: KubeClient,
  namespace: string,
  kind: 'configmaps' | 'secrets',
  name: string,
): Promise<{ [key: string]: Buffer }> {
  const object = await client.find(`/api/v1/namespaces/${namespace}/${kind}/${name}`);
  if (!object) {
    throw new MissingReference(`${kind} "${name}" not found`);
  }
  const plain = kind === 'secrets' ? {} : (object.data ?? {});
  const base64 = kind === 'secrets' ? (object.data ?? {}) : (object.binaryData ?? {});
  return Object.fromEntries([
    ...Object.entries(plain).map(([key, value]) => [key, Buffer.from(value as string)]),
    ...Object.entries(base64).map(([key, value]) => [key, Buffer.from(value as string, 'base64')]),
  ]);
}

/** The environment of a container, in the order and with the references that Kubernetes defines. */
export async function containerEnv(
  client: KubeClient,
  pod: KubeObject,
  container: any,
  address: { podIP: string; hostIP: string },
): Promise<{ [name: string]: string }> {
  const namespace = pod.metadata.namespace!;
  const env: { [name: string]: string } = {
    KUBERNETES_SERVICE_HOST: '10.96.0.1',
    KUBERNETES_SERVICE_PORT: '443',
    KUBERNETES_SERVICE_PORT_HTTPS: '443',
  };
  const lookUp = async (
    kind: 'configmaps' | 'secrets',
    ref: any,
  ): Promise<{ [key: string]: Buffer }> => {
    try {
      return await dataOf(client, namespace, kind, ref.name);
    } catch (error) {
      if (error instanceof MissingReference && ref.optional) return {};
      throw error;
    }
  };
  for (const source of container.envFrom ?? []) {
    const ref = source.configMapRef ?? source.secretRef;
    const data = await lookUp(source.configMapRef ? 'configmaps' : 'secrets', ref);
    for (const [key, value] of Object.entries(data)) {
      env[(source.prefix ?? '') + key] = value.toString();
    }
  }
  for (const { name, value, valueFrom } of container.env ?? []) {
    if (valueFrom?.fieldRef) {
      env[name] = podField(pod, address, valueFrom.fieldRef.fieldPath);
    } else if (valueFrom?.configMapKeyRef || valueFrom?.secretKeyRef) {
      const ref = valueFrom.configMapKeyRef ?? valueFrom.secretKeyRef;
      const data = await lookUp(valueFrom.configMapKeyRef ? 'configmaps' : 'secrets', ref);
      if (data[ref.key] !== undefined) {
        env[name] = data[ref.key].toString();
      } else if (!ref.optional) {
        throw new MissingReference(`couldn't find key ${ref.key} in ${ref.name}`);
      }
    } else if (valueFrom) {
      throw new Error(`env ${name}: ${Object.keys(valueFrom)} is not known here`);
    } else {
      env[name] = expand(value ?? '', env);
    }
  }
  return env;
}

/** Replaces $(NAME) by a variable that is set; $$(NAME) stands for the text $(NAME). */
export function expand(text: string, env: { [name: string]: string }): string {
  return text.replace(/\$(\$|\(([^)]*)\))/g, (whole, dollar, name) =>
    dollar === '$' ? '$' : (env[name] ?? whole),
  );
}
