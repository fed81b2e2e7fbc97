/** What a {@link RestateSigningKey} was made from. */
export interface SigningKeySource {
  readonly secret?: { readonly secretName: string; readonly key: string };
  readonly secretProvider?: {
    readonly path: string;
    readonly provider?: string;
    readonly parameters?: { [key: string]: string };
  };
}

/**
 * The private key (Ed25519, PKCS#8 in PEM form) that requests to services are signed with, version v1.
 *
 * @see https://docs.restate.dev/services/security
 */
export class RestateSigningKey {
  /**
   * A key in a Secret of the cluster's namespace.
   *
   * @param secretName the name of the Secret
   * @param key the key in the Secret that holds the private key
   */
  public static fromSecret(secretName: string, key: string): RestateSigningKey {
    return new RestateSigningKey({ secret: { secretName, key } });
  }

  /**
   * A key that a provider of the Secrets Store CSI driver mounts.
   *
   * @param path the file of the private key below the root of the mounted volume
   * @param provider the provider's name, such as "aws"
   * @param parameters what the provider wants to know
   * @see https://secrets-store-csi-driver.sigs.k8s.io/concepts.html#secretproviderclass
   */
  public static fromSecretProvider(
    path: string,
    provider?: string,
    parameters?: { [key: string]: string },
  ): RestateSigningKey {
    return new RestateSigningKey({ secretProvider: { path, provider, parameters } });
  }

  /** @internal */
  public readonly _source: SigningKeySource;

  private constructor(source: SigningKeySource) {
    this._source = source;
  }
}
