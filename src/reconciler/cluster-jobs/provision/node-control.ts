/**
 * Requests to the node port of a Restate node.
 *
 * @see https://github.com/restatedev/restate/blob/main/crates/core/protobuf/node_ctl_svc.proto
 */
import { callEmpty, GRPC_STATUS, GrpcError } from './grpc';
import { readFields } from './protobuf';
import type { Field } from './protobuf';

const SERVICE = '/restate.node_ctl_svc.NodeCtlSvc';
const IDENT_DEADLINE_MS = 3_000;
const PROVISION_DEADLINE_MS = 30_000;

/** Fields of IdentResponse, the same from 1.5 on. */
const IDENT = { nodeId: 2, roles: 4, metadataServerStatus: 9, nodesConfigVersion: 10 } as const;

/** MetadataServerStatus. */
const AWAITING_PROVISIONING = 2n;
const MEMBER = 3n;

/**
 * What a node knows of its cluster. It is read from its disk, so that a member says so even when it
 * is alone; a node that lost its disk says `unprovisioned`.
 */
export type NodeAnswer =
  | { readonly state: 'provisioned' | 'unprovisioned' | 'starting' }
  | { readonly state: 'unreachable'; readonly reason: string };

export async function askNode(authority: string): Promise<NodeAnswer> {
  try {
    const ident = readFields(await callEmpty(authority, `${SERVICE}/GetIdent`, IDENT_DEADLINE_MS));
    return { state: nodeState(ident) };
  } catch (error) {
    return { state: 'unreachable', reason: (error as Error).message };
  }
}

export function nodeState(ident: readonly Field[]): 'provisioned' | 'unprovisioned' | 'starting' {
  const number = (field: number) => ident.find((entry) => entry.number === field)?.value ?? 0n;
  if (number(IDENT.nodeId) !== 0n || number(IDENT.nodesConfigVersion) !== 0n) return 'provisioned';
  const keepsMetadata = ident.some(
    ({ number: field, value }) => field === IDENT.roles && String(value) === 'metadata-server',
  );
  // Metadata in a store elsewhere: that store makes sure that a cluster is provisioned only once.
  if (!keepsMetadata) return 'unprovisioned';
  const status = number(IDENT.metadataServerStatus);
  if (status === AWAITING_PROVISIONING) return 'unprovisioned';
  return (status as bigint) >= MEMBER ? 'provisioned' : 'starting';
}

/**
 * Provisions a cluster through a node, by the node's configuration.
 *
 * @returns false when it was provisioned before
 * @throws GrpcError when it can't be; after no answer it may have been provisioned all the same
 */
export async function provisionCluster(authority: string): Promise<boolean> {
  try {
    await callEmpty(authority, `${SERVICE}/ProvisionCluster`, PROVISION_DEADLINE_MS);
    return true;
  } catch (error) {
    if (error instanceof GrpcError && error.status === GRPC_STATUS.alreadyExists) return false;
    throw error;
  }
}
