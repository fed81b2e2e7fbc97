/** The flags of `render`, named and meant as the operator's. */
export interface RenderOptions {
  readonly operatorNamespace?: string;
  readonly operatorLabelName?: string;
  readonly operatorLabelValue?: string;
  readonly eksClusterName?: string;
  readonly gcpWorkloadIdentity: boolean;
  readonly clusterDns?: string;
  readonly canaryImage?: string;
  readonly tunnelClientDefaultImage?: string;
  /** The id of the runtime; the default one where it is left out. */
  readonly runtimeName?: string;
  readonly withoutRuntime: boolean;
  /** Where resources live that name no namespace. */
  readonly namespace: string;
}
