import { usesRaft } from './metadata-checks';
import { environmentVariable, hasOwnStart, nodeCount, setting } from './settings';
import { shown } from '../../core/faults';
import type { Faults } from '../../core/faults';
import type { ClusterModel } from '../model';

const VARIABLE = 'RESTATE_AUTO_PROVISION';

/** Exactly one must provision a cluster: a node, or the Job. */
export function checkProvisioning(cluster: ClusterModel, faults: Faults): void {
  if (cluster.autoProvision) {
    checkJob(cluster, faults);
    return;
  }
  const itself = provisionsItself(cluster);
  const replicas = nodeCount(cluster);
  if (itself && replicas > 1 && usesRaft(cluster) && !hasOwnStart(cluster)) {
    faults.discourage(
      'config.auto-provision',
      `${replicas} nodes with Raft metadata would each provision a cluster of their own`,
      'write auto-provision = false, and set autoProvision to true',
    );
  }
  if (itself === false) {
    faults.warn(
      'autoProvision',
      'is not set while auto-provision is false in config: the nodes wait until somebody provisions the cluster',
      'set it to true: its Job leaves a cluster alone that is already provisioned',
    );
  }
}

/** The Job can only provision a cluster that does not provision itself. The environment overrides the file. */
function checkJob(cluster: ClusterModel, faults: Faults): void {
  const variable = environmentVariable(cluster, VARIABLE);
  if (typeof variable?.value === 'string') {
    if (variable.value.toLowerCase() === 'false') return;
    faults.add(
      'compute.env',
      `${VARIABLE} is ${shown(variable.value)} while autoProvision is set`,
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

/** Undefined if it is not known at synthesis. */
function provisionsItself(cluster: ClusterModel): boolean | undefined {
  if (environmentVariable(cluster, VARIABLE) === undefined) {
    return setting(cluster, 'auto-provision') !== false;
  }
  const value = setting(cluster, 'auto-provision');
  return typeof value === 'string' ? value.toLowerCase() !== 'false' : undefined;
}
