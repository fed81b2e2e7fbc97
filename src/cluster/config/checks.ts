import { checkMetadata } from './metadata-checks';
import { checkProvisioning } from './provisioning-checks';
import { warnOfSecrets } from './secrets';
import { nodeCount, setting } from './settings';
import { warnOfUnknownKeys } from './unknown-keys';
import { checkValues } from './value-checks';
import { shown } from '../../core/faults';
import type { Faults } from '../../core/faults';
import { suggest } from '../../core/suggest';
import type { ClusterModel } from '../model';

/** The roles of all servers since 1.2; metadata-store is the former name of metadata-server. */
const ROLES = [
  'admin',
  'http-ingress',
  'log-server',
  'metadata-server',
  'metadata-store',
  'worker',
];

/** Checks the configuration against the rest of the cluster. */
export function checkConfig(cluster: ClusterModel, faults: Faults): void {
  const { tables } = cluster.config;
  checkProvisioning(cluster, faults);
  if (tables === undefined) return;
  warnOfUnknownKeys(tables, faults);
  warnOfSecrets(tables, faults);
  warnOfRoles(tables.roles, faults);
  checkValues(tables, faults);
  checkMetadata(cluster, faults);
  warnOfReplication(cluster, faults);
}

/** A server ends at once with a role that it does not know. */
function warnOfRoles(roles: unknown, faults: Faults): void {
  if (!Array.isArray(roles)) return;
  roles.forEach((role, index) => {
    if (ROLES.includes(role)) return;
    const meant = role === 'ingress' ? 'http-ingress' : suggest(String(role), ROLES);
    faults.warn(
      `config.roles[${index}]`,
      `${shown(role)} is a role that no server has, as far as this version of the library knows`,
      meant === undefined ? `write some of ${ROLES.join(', ')}` : `write "${meant}"`,
    );
  });
}

function warnOfReplication(cluster: ClusterModel, faults: Faults): void {
  const replicas = nodeCount(cluster);
  const given = setting(cluster, 'default-replication');
  const replication = given === undefined ? 1 : copies(given);
  if (replication > replicas && replicas > 0) {
    faults.warn(
      'config.default-replication',
      `${replication} is more than the ${replicas} node${replicas === 1 ? '' : 's'} of the cluster`,
      'lower it, or raise compute.replicas',
    );
  }
  if (replicas > 1 && replication === 1) {
    faults.warn(
      'config.default-replication',
      `is ${given === undefined ? 'not set, and so ' : ''}1: each of the ${replicas} nodes stores data that no other node has`,
      'write default-replication = 2; it has no effect on a cluster that is provisioned: there, run restatectl config set --log-replication 2 --partition-replication 2',
    );
  }
}

/** Of a number, `{ node = 2, zone = 2 }` or the text of one: the most that is asked for. NaN if it can't be read. */
function copies(replication: unknown): number {
  const text = typeof replication === 'object' ? JSON.stringify(replication) : String(replication);
  if (!text.startsWith('{')) return Number(text);
  return Math.max(...[...text.matchAll(/:\s*(\d+)/g)].map(([, number]) => Number(number)));
}
