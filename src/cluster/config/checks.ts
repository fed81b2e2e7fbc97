import { CONFIG_KEYS } from './keys';
import { checkValues } from './value-checks';
import { shown } from '../../core/faults';
import type { Faults } from '../../core/faults';
import { suggest } from '../../core/suggest';
import type { ClusterModel } from '../model';

type Tables = { [key: string]: any };

/** Checks the configuration against the rest of the cluster. */
export function checkConfig(cluster: ClusterModel, faults: Faults): void {
  const { tables } = cluster.config;
  checkProvisioning(cluster, faults);
  if (tables === undefined) return;
  warnOfUnknownKeys(tables, '', faults);
  warnOfSecrets(tables, 'config', faults);
  checkValues(tables, faults);
  const replicas = cluster.compute.replicas ?? 1;
  const replication = tables['default-replication'];
  if (typeof replication === 'number' && replication > replicas && replicas > 0) {
    faults.warn(
      'config.default-replication',
      `${replication} is more than the ${replicas} node${replicas === 1 ? '' : 's'} of the cluster`,
      'lower it, or raise compute.replicas',
    );
  }
  if (Number.isInteger(replicas) && replicas > 1 && usesRaft(tables) && !cluster.autoProvision) {
    checkProvisioningOfNodes(cluster, tables, replicas, faults);
  }
}

function checkProvisioningOfNodes(
  cluster: ClusterModel,
  tables: Tables,
  replicas: number,
  faults: Faults,
): void {
  if (provisionsItself(cluster, tables)) {
    faults.discourage(
      'config.auto-provision',
      `${replicas} nodes with Raft metadata would each provision a cluster of their own`,
      'write auto-provision = false, and set autoProvision to true',
    );
  } else {
    faults.warn(
      'autoProvision',
      `is not set, and ${replicas} nodes with Raft metadata do not provision themselves`,
      'set it to true: a cluster that is provisioned stays as it is',
    );
  }
}

/** The Job can only provision a cluster that does not provision itself. The environment overrides the file. */
function checkProvisioning(cluster: ClusterModel, faults: Faults): void {
  if (!cluster.autoProvision) return;
  const env = environmentValue(cluster, 'RESTATE_AUTO_PROVISION');
  if (env !== undefined) {
    if (env.toLowerCase() === 'false') return;
    faults.add(
      'compute.env',
      `RESTATE_AUTO_PROVISION is ${shown(env)} while autoProvision is set`,
      'write "false", or remove the variable and write auto-provision = false in config',
    );
    return;
  }
  const { tables } = cluster.config;
  if (tables === undefined || tables['auto-provision'] === false) return;
  const given = tables['auto-provision'];
  faults.add(
    'config.auto-provision',
    `${given === undefined ? 'is not set (the server then provisions itself)' : `is ${shown(given)}`} while autoProvision is set`,
    'write auto-provision = false in config',
  );
}

/** The literal value of a variable; one from a Secret or ConfigMap is not known at synthesis. */
function environmentValue(cluster: ClusterModel, name: string): string | undefined {
  const env: Tables[] = cluster.compute.env ?? [];
  const value = env.find((variable) => variable.name === name)?.value;
  return typeof value === 'string' ? value : undefined;
}

function usesRaft(tables: Tables): boolean {
  const type = tables['metadata-client']?.type ?? 'replicated';
  const roles: unknown = tables.roles;
  return type === 'replicated' && (!Array.isArray(roles) || roles.includes('metadata-server'));
}

function provisionsItself(cluster: ClusterModel, tables: Tables): boolean {
  const env = environmentValue(cluster, 'RESTATE_AUTO_PROVISION');
  if (env !== undefined) return env.toLowerCase() !== 'false';
  return tables['auto-provision'] !== false;
}

function warnOfUnknownKeys(tables: Tables, path: string, faults: Faults): void {
  const known = CONFIG_KEYS[path]?.split(' ');
  if (known === undefined) return;
  for (const [key, value] of Object.entries(tables)) {
    const inner = path === '' ? key : `${path}.${key}`;
    if (!known.includes(key)) {
      faults.warn(`config.${inner}`, 'unknown key; Restate ignores it', suggestion(key, known));
      continue;
    }
    for (const table of Array.isArray(value) ? value : [value]) {
      if (typeof table === 'object' && table !== null) warnOfUnknownKeys(table, inner, faults);
    }
  }
}

function suggestion(key: string, known: string[]): string {
  const meant = suggest(key, known);
  return meant === undefined
    ? `write one of the known keys, such as ${related(key, known)}`
    : `write ${meant}`;
}

/** The known keys that have the most words in common with a key. */
function related(key: string, known: string[]): string {
  const words = new Set(key.split(/[-_]/));
  const shared = (other: string) => other.split('-').filter((word) => words.has(word)).length;
  const close = known.filter((other) => shared(other) > 0);
  close.sort((a, b) => shared(b) - shared(a));
  return (close.length > 0 ? close : known).slice(0, 5).join(', ');
}

function warnOfSecrets(tables: Tables, path: string, faults: Faults): void {
  for (const [key, value] of Object.entries(tables)) {
    if (typeof value === 'object' && value !== null) warnOfSecrets(value, `${path}.${key}`, faults);
    if (key !== 'aws-secret-access-key' && key !== 'aws-session-token') continue;
    faults.warn(
      `${path}.${key}`,
      'is a secret, and the configuration is a ConfigMap',
      'give the pods an identity, or set it in compute.env from a Secret',
    );
  }
}
