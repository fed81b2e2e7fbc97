import type { ClusterModel } from '../model';

type EnvVar = { [field: string]: any };

/** Fields of the pod for the server; users may refer to these variables, but not replace them. */
const POD_FIELDS: EnvVar[] = [
  fromField('POD_NAME', 'metadata.name'),
  fromField('POD_ZONE', "metadata.labels['topology.kubernetes.io/zone']"),
  fromField('POD_REGION', "metadata.labels['topology.kubernetes.io/region']"),
];

/** Names that are reserved. */
export const RESERVED_ENV = POD_FIELDS.map((variable) => variable.name as string);

/** The environment of the Restate container, except for what extensions add to it. */
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
    // First, since $(POD_NAME) only expands in later variables.
    ...POD_FIELDS,
    ...Object.entries(defaults)
      .filter(([name]) => !names.has(name))
      .map(([name, value]) => ({ name, value })),
    ...given,
  ];
}

function fromField(name: string, fieldPath: string): EnvVar {
  return { name, valueFrom: { fieldRef: { fieldPath } } };
}
