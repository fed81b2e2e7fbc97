import type { CrdSchema, CustomKind } from '../input/custom-kinds';

const list = (items: CrdSchema): CrdSchema => ({ type: 'array', items });
const rules = (peers: string): CrdSchema =>
  list({
    type: 'object',
    properties: {
      [peers]: list({ type: 'object', 'x-definition': 'networking.v1.NetworkPolicyPeer' }),
      ports: list({ type: 'object', 'x-definition': 'networking.v1.NetworkPolicyPort' }),
    },
  });

/** A NetworkPolicy, described as our own kinds are. */
export const NETWORK_POLICY: CustomKind = {
  apiVersion: 'networking.k8s.io/v1',
  kind: 'NetworkPolicy',
  namespaced: true,
  schema: {
    type: 'object',
    required: ['spec'],
    properties: {
      spec: {
        type: 'object',
        properties: {
          podSelector: { type: 'object', 'x-definition': 'meta.v1.LabelSelector' },
          policyTypes: list({ type: 'string' }),
          ingress: rules('from'),
          egress: rules('to'),
        },
      },
      // Some releases of Kubernetes wrote one.
      status: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true },
    },
  },
};
