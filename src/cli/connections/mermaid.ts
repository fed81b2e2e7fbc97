import type { Row } from './summary';

/** A flowchart of what is allowed: namespaces as boxes, an arrow for each row. */
export function connectionChart(rows: readonly Row[]): string {
  const allowed = rows.filter(({ verdict }) => verdict.allowed);
  const peers = new Map(
    allowed.flatMap(({ from, to }) => [from, to]).map((peer) => [peer.name, peer]),
  );
  const ids = new Map([...peers.keys()].map((name, index) => [name, `peer${index + 1}`]));
  const namespaces = [...new Set([...peers.values()].map(({ namespace }) => namespace))].sort();
  const nodesOf = (namespace: string | undefined) =>
    [...peers.values()]
      .filter((peer) => peer.namespace === namespace)
      .map(({ name }) => `${ids.get(name)}["${escaped(labelOf(name, namespace))}"]`);
  return [
    'flowchart LR',
    ...namespaces.flatMap((namespace, index) =>
      namespace === undefined
        ? nodesOf(undefined).map((node) => `  ${node}`)
        : [
            `  subgraph namespace${index + 1}["${escaped(`namespace ${namespace}`)}"]`,
            ...nodesOf(namespace).map((node) => `    ${node}`),
            '  end',
          ],
    ),
    ...allowed.map(
      ({ from, to, ports }) =>
        `  ${ids.get(from.name)} -->|"${escaped(ports)}"| ${ids.get(to.name)}`,
    ),
  ]
    .map((line) => `${line}\n`)
    .join('');
}

/** The box says the namespace already. */
function labelOf(name: string, namespace: string | undefined): string {
  if (namespace === undefined) return name;
  if (name.startsWith(`${namespace}/`)) return name.slice(namespace.length + 1);
  return name.replace(` in namespace ${namespace}`, '');
}

/** Text is read as Markdown and HTML; what means something in either is written by its number. */
function escaped(text: string): string {
  return text.replace(/[^A-Za-z0-9 .,:/=()-]/g, (character) => `#${character.codePointAt(0)};`);
}
