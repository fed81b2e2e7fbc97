import { run } from '../run';

/** A connection as the command writes it. */
export interface Entry {
  readonly from: string;
  readonly to: string;
  readonly port: number | string;
  readonly endPort?: number;
  readonly protocol: string;
  readonly allowed: boolean;
  readonly blocked?: readonly string[];
  readonly by: readonly string[];
}

type Json = { [field: string]: any };

/** The connections of some objects. */
export async function connectionsOf(
  objects: readonly Json[],
  ...flags: readonly string[]
): Promise<Entry[]> {
  return connectionsOfText(textOf(objects), ...flags);
}

export async function connectionsOfText(
  text: string,
  ...flags: readonly string[]
): Promise<Entry[]> {
  const { status, stdout, stderr } = await run(['connections', '-o', 'json', ...flags, '-'], text);
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  return JSON.parse(stdout);
}

export function textOf(objects: readonly Json[]): string {
  return objects.map((object) => JSON.stringify(object)).join('\n---\n');
}

/** What is said of one connection, which must have been looked at. */
export function entryOf(
  entries: readonly Entry[],
  from: string,
  to: string,
  port: number | string,
  protocol = 'TCP',
): Entry {
  const found = entries.filter(
    (entry) =>
      entry.from === from &&
      entry.to === to &&
      entry.protocol === protocol &&
      (entry.port === port || (entry.port <= port && port <= (entry.endPort ?? entry.port))),
  );
  expect(found.map((entry) => `${entry.from} > ${entry.to} ${port}`)).toHaveLength(1);
  return found[0];
}

/** The `FROM > TO:PORT` that are allowed, of Pods and of single TCP ports only. */
export function allowedPairs(entries: readonly Entry[]): string[] {
  return entries
    .filter(({ allowed, protocol, endPort }) => allowed && protocol === 'TCP' && !endPort)
    .filter(({ from, to }) => from.includes('/Pod/') && to.includes('/Pod/'))
    .map(({ from, to, port }) => `${nameOf(from)} > ${nameOf(to)}:${port}`);
}

function nameOf(peer: string): string {
  return peer.split('/')[2];
}

export const pod = (
  namespace: string,
  name: string,
  labels: Json = {},
  ports: readonly Json[] = [],
) => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { namespace, name, labels },
  spec: { containers: [{ name: 'main', image: 'a', ports }] },
});

export const namespace = (name: string, labels: Json = {}) => ({
  apiVersion: 'v1',
  kind: 'Namespace',
  metadata: { name, labels },
});

export const policy = (inNamespace: string, name: string, spec: Json) => ({
  apiVersion: 'networking.k8s.io/v1',
  kind: 'NetworkPolicy',
  metadata: { namespace: inNamespace, name },
  spec,
});

export const inNamespace = (name: string) => ({
  namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': name } },
});

export const withLabels = (matchLabels: Json) => ({ podSelector: { matchLabels } });
