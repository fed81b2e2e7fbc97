/** Which of the public addresses a cluster may connect to. */
export interface RestatePublicEgressOptions {
  /**
   * Ranges that it may not connect to, in CIDR notation.
   *
   * @default - none
   */
  readonly except?: string[];

  /**
   * Whether to exclude addresses that lead to the infrastructure of a provider although they are in no private range:
   * the shared address space 100.64.0.0/10 (pods of some clusters, the metadata server of Alibaba Cloud), 168.63.129.16
   * (Azure) and 192.0.0.192 (Oracle Cloud).
   *
   * @default false
   * @see https://www.rfc-editor.org/rfc/rfc6598
   */
  readonly exceptProviderAddresses?: boolean;

  /**
   * The TCP ports that it may connect to, such as 443.
   *
   * @default - all ports of all protocols
   */
  readonly ports?: number[];
}

/** What a {@link RestatePublicEgress} was made from. */
export interface PublicEgressSource {
  /** Left out, all public addresses. */
  readonly cidrs?: readonly string[];
  readonly options: RestatePublicEgressOptions;
}

/** What a cluster may connect to outside of the Kubernetes cluster. */
export class RestatePublicEgress {
  /**
   * All public addresses, of the IP families of `ipFamilies`: IPv4 but for 10.0.0.0/8, 172.16.0.0/12, 192.168.0.0/16 and
   * 169.254.0.0/16, and IPv6's 2000::/3.
   *
   * @param options exceptions and ports
   */
  public static all(options: RestatePublicEgressOptions = {}): RestatePublicEgress {
    return new RestatePublicEgress({ options });
  }

  /**
   * Some ranges of addresses, public or not.
   *
   * @param cidrs the ranges, in CIDR notation
   * @param options exceptions and ports
   */
  public static to(cidrs: string[], options: RestatePublicEgressOptions = {}): RestatePublicEgress {
    return new RestatePublicEgress({ cidrs, options });
  }

  /** Nothing: no policy is created for it. */
  public static none(): RestatePublicEgress {
    return new RestatePublicEgress({ cidrs: [], options: {} });
  }

  /** @internal */
  public readonly _source: PublicEgressSource;

  private constructor(source: PublicEgressSource) {
    this._source = source;
  }
}
