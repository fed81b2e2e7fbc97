/**
 * How many partitions of a cluster have a leader. Restate 1.7 counts them for each node; before, each partition of a node
 * says whether it leads. While nodes are upgraded, some say it in one way and some in the other.
 *
 * @param of label matchers
 */
export function numberOfLeaders(of: string): string {
  const names = 'restate_num_active_partition_leaders|restate_partition_is_effective_leader';
  return `sum by (namespace) ({__name__=~"${names}",${of}})`;
}
