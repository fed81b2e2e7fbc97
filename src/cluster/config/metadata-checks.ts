import { hasOwnStart, isSet, nodeCount, setting, settingVariable } from './settings';
import { shown } from '../../core/faults';
import type { Faults } from '../../core/faults';
import type { ClusterModel } from '../model';

const PATH = 'metadata-client.path';
const ENDPOINT = 'metadata-client.aws-endpoint-url';
const ADDRESSES = 'metadata-client.addresses';

/** Roles of which a node with Raft metadata has one; the second is the former name. */
const METADATA_ROLES = ['metadata-server', 'metadata-store'];

/** Checks where the cluster stores its metadata. */
export function checkMetadata(cluster: ClusterModel, faults: Faults): void {
  if (setting(cluster, 'metadata-client.type') === 'object-store') {
    checkPath(cluster, faults);
    warnOfStore(cluster, faults);
  }
  const replicas = nodeCount(cluster);
  if (replicas > 1 && usesRaft(cluster) && !isSet(cluster, ADDRESSES) && !hasOwnStart(cluster)) {
    faults.warn(
      `config.${ADDRESSES}`,
      `is not set: the ${replicas} nodes with Raft metadata would not find each other`,
      'write addresses = ["http://restate-cluster:5122/"] in [metadata-client]',
    );
  }
}

/** Whether the nodes themselves store the metadata. */
export function usesRaft(cluster: ClusterModel): boolean {
  const type = setting(cluster, 'metadata-client.type') ?? 'replicated';
  const roles = setting(cluster, 'roles');
  return (
    type === 'replicated' &&
    (!Array.isArray(roles) || METADATA_ROLES.some((role) => roles.includes(role)))
  );
}

/** The server ends at once with another protocol. */
function checkPath(cluster: ClusterModel, faults: Faults): void {
  const path = setting(cluster, PATH);
  if (typeof path !== 'string' || /^s3:\/\/[^/]/.test(path)) return;
  faults.add(
    fieldOf(cluster, PATH),
    `${shown(path)} is not in S3, which alone can store metadata`,
    'write "s3://BUCKET/PREFIX", or store the metadata on the nodes (RestateConfig.raft), and only snapshots there',
  );
}

/** Other stores lose conditional writes when nodes of theirs fail, and with them the cluster. */
function warnOfStore(cluster: ClusterModel, faults: Faults): void {
  const endpoint = setting(cluster, ENDPOINT);
  if (typeof endpoint !== 'string' || isAws(endpoint)) return;
  faults.warn(
    fieldOf(cluster, ENDPOINT),
    `${shown(endpoint)} is not Amazon S3: Restate supports no other store for metadata, and MinIO may corrupt them`,
    'store the metadata on the nodes, and only snapshots there: RestateConfig.raft({ snapshots })',
  );
}

function isAws(endpoint: string): boolean {
  if (!URL.canParse(endpoint)) return false;
  return /(^|\.)(amazonaws\.com(\.cn)?|api\.aws)$/.test(new URL(endpoint).hostname);
}

function fieldOf(cluster: ClusterModel, path: string): string {
  const variable = settingVariable(path);
  const index = (cluster.compute.env ?? []).findIndex(({ name }: any) => name === variable);
  return index === -1 ? `config.${path}` : `compute.env[${index}].value`;
}
