/** What a {@link RestateSigningKey} was made from. */
export interface SigningKeySource {
  readonly secret?: { readonly secretName: string; readonly key: string };
  readonly secretProvider?: {
    readonly path: string;
    readonly provider?: string;
    readonly parameters?: { [key: string]: string };
  };
}

/** How a provider of the Secrets Store CSI driver gets a key. */
export interface RestateSigningKeyProviderOptions {
  /**
   * The name of the provider, such as "aws".
   *
   * @default - not set in the SecretProviderClass
   */
  readonly provider?: string;

  /**
   * The parameters of the provider.
   *
   * @default - not set in the SecretProviderClass
   * @see https://secrets-store-csi-driver.sigs.k8s.io/concepts.html#secretproviderclass
   */
  readonly parameters?: { [key: string]: string };
}

/**
 * The private key (Ed25519, PKCS#8 in PEM form) that signs requests to services, version v1.
 *
 * @see https://docs.restate.dev/services/security
 */
export class RestateSigningKey {
  /**
   * A key in a Secret of the cluster's namespace.
   *
   * @param secretName the name of the Secret
   * @param key the key of the Secret that holds the private key
   */
  public static fromSecret(secretName: string, key: string): RestateSigningKey {
    return new RestateSigningKey({ secret: { secretName, key } });
  }

  /**
   * A key that a provider of the Secrets Store CSI driver mounts.
   *
   * @param path the path of the private key below the root of the mounted volume
   * @param options the provider and its parameters
   * @see https://secrets-store-csi-driver.sigs.k8s.io/concepts.html#secretproviderclass
   */
  public static fromSecretProvider(
    path: string,
    options: RestateSigningKeyProviderOptions = {},
  ): RestateSigningKey {
    const { provider, parameters } = options;
    return new RestateSigningKey({ secretProvider: { path, provider, parameters } });
  }

  /** @internal */
  public readonly _source: SigningKeySource;

  private constructor(source: SigningKeySource) {
    this._source = source;
  }
}
