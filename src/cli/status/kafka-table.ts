/** Kafka clusters and subscriptions, as the runtimes have reported them. */
import type { RuntimeView } from './runtimes';
import type { Condition } from '../../contract';

export const KAFKA_COLUMNS = ['NAMESPACE', 'KAFKA', 'STATE', 'FROM', 'TO', 'SUBSCRIPTION ID'];

export function kafkaCells({ namespace, status }: RuntimeView): string[][] {
  return (status?.kafka ?? []).map(({ object, conditions, source, sink, id }) => [
    namespace,
    object,
    conditions[0]?.reason ?? '-',
    source ?? '-',
    sink ?? '-',
    id ?? '-',
  ]);
}

/** What is not as it should be. */
export function kafkaProblems({
  namespace,
  status,
}: RuntimeView): Array<readonly [what: string, condition: Condition]> {
  return (status?.kafka ?? []).flatMap(({ object, conditions }) =>
    conditions
      .filter((each) => each.status !== 'True')
      .map((condition) => [`${namespace}/${object}`, condition] as const),
  );
}
