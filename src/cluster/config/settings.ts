import type { Json } from '../../core/json';
import type { ClusterModel } from '../model';

/** The variable that overrides a setting of the file, such as `metadata-client.path`. */
export function settingVariable(path: string): string {
  return `RESTATE_${path.replace(/\./g, '__').replace(/-/g, '_').toUpperCase()}`;
}

/**
 * A setting of the servers: the environment overrides the file. A variable has a text, or undefined if it comes from a
 * Secret or ConfigMap, and is not known at synthesis.
 */
export function setting(cluster: ClusterModel, path: string): unknown {
  const variable = environmentVariable(cluster, settingVariable(path));
  if (variable !== undefined) return variable.value;
  return path.split('.').reduce((value, key) => value?.[key], cluster.config.tables);
}

/** Whether the file or the environment sets it, to whatever value. */
export function isSet(cluster: ClusterModel, path: string): boolean {
  return (
    environmentVariable(cluster, settingVariable(path)) !== undefined ||
    setting(cluster, path) !== undefined
  );
}

export function environmentVariable(cluster: ClusterModel, name: string): Json | undefined {
  const env: Json[] = cluster.compute.env ?? [];
  return env.find((variable) => variable?.name === name);
}

/** Whether a program of the user's starts the server, which may set what is not known at synthesis. */
export function hasOwnStart({ compute, overrides }: ClusterModel): boolean {
  const containers: Json[] = overrides.spec?.containers ?? [];
  const restate = containers.find?.(({ name }) => name === 'restate');
  return [compute, restate].some((each) => (each?.command ?? each?.args) !== undefined);
}

/** One where it is no number of nodes, which is a fault of its own. */
export function nodeCount({ compute: { replicas = 1 } }: ClusterModel): number {
  return Number.isInteger(replicas) ? replicas : 1;
}
