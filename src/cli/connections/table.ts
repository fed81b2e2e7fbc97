import type { Row } from './summary';
import { aligned } from '../aligned';

/** What a table shows besides the connections that are allowed. */
export interface TableOptions {
  /** Those that are not, too. */
  readonly all: boolean;
  /** The Services that lead there. */
  readonly wide: boolean;
}

/** A line for each row. */
export function connectionTable(rows: readonly Row[], { all, wide }: TableOptions): string {
  const header = [
    'FROM',
    'TO',
    'PORTS',
    ...(all ? ['ALLOWED'] : []),
    ...(wide ? ['SERVICES'] : []),
    'BY',
  ];
  const lines = rows
    .filter(({ verdict }) => all || verdict.allowed)
    .map((row) => [
      row.from.name,
      row.to.name,
      row.ports,
      ...(all ? [allowedText(row)] : []),
      ...(wide ? [servicesText(row)] : []),
      row.verdict.by.join(', ') || '-',
    ]);
  return lines.length === 0 ? '' : `${aligned([header, ...lines]).join('\n')}\n`;
}

function allowedText({ verdict }: Row): string {
  return verdict.allowed ? 'yes' : `no (${verdict.blocked.join(', ')})`;
}

function servicesText({ connections }: Row): string {
  const services = connections.flatMap(({ to, port, endPort, protocol }) =>
    to.services
      .filter((each) => each.port === port && endPort === undefined && each.protocol === protocol)
      .map(({ service }) => service),
  );
  return [...new Set(services)].join(', ') || '-';
}
