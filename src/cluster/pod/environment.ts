import type { ClusterModel } from '../model';

type EnvVar = { [field: string]: any };

/** What the server learns of its pod; users may refer to these and not replace them. */
const POD_FACTS: EnvVar[] = [
  fromField('POD_NAME', 'metadata.name'),
  fromField('POD_ZONE', "metadata.labels['topology.kubernetes.io/zone']"),
  fromField('POD_REGION', "metadata.labels['topology.kubernetes.io/region']"),
];

/** The names that a user's variable can't have. */
export const RESERVED_ENV = POD_FACTS.map((variable) => variable.name as string);

/** The environment of the Restate container, but for what volumes add to it. */
export function environment(cluster: ClusterModel): EnvVar[] {
  const given: EnvVar[] = cluster.compute.env ?? [];
  const names = new Set(given.map((variable) => variable.name));
  const defaults: { [name: string]: string } = {
    RESTATE_LOG_FORMAT: 'json',
    RESTATE_CLUSTER_NAME: cluster.clusterName,
    RESTATE_BASE_DIR: '/restate-data',
    RUST_BACKTRACE: '1',
    RUST_LIB_BACKTRACE: '0',
    RESTATE_CONFIG: '/config/config.toml',
    RESTATE_ADVERTISED_ADDRESS: 'http://$(POD_NAME).restate-cluster:5122',
    RESTATE_NODE_NAME: '$(POD_NAME)',
  };
  return [
    // First, since $(POD_NAME) is only known to the variables after it.
    ...POD_FACTS,
    ...Object.entries(defaults)
      .filter(([name]) => !names.has(name))
      .map(([name, value]) => ({ name, value })),
    ...given,
  ];
}

function fromField(name: string, fieldPath: string): EnvVar {
  return { name, valueFrom: { fieldRef: { fieldPath } } };
}
