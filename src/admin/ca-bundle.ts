/** What a {@link RestateCaBundle} was made from. */
export interface CaBundleSource {
  readonly kind: 'Secret' | 'ConfigMap';
  readonly name: string;
  readonly key: string;
}

/** CA certificates in PEM form, in a Secret or a ConfigMap of the runtime's namespace. */
export class RestateCaBundle {
  /**
   * The certificates in a key of a Secret.
   *
   * @param name the name of the Secret
   * @param key the key with the certificates
   */
  public static fromSecret(name: string, key: string): RestateCaBundle {
    return new RestateCaBundle({ kind: 'Secret', name, key });
  }

  /**
   * The certificates in a key of a ConfigMap.
   *
   * @param name the name of the ConfigMap
   * @param key the key with the certificates
   */
  public static fromConfigMap(name: string, key: string): RestateCaBundle {
    return new RestateCaBundle({ kind: 'ConfigMap', name, key });
  }

  /** @internal */
  public readonly _source: CaBundleSource;

  private constructor(source: CaBundleSource) {
    this._source = source;
  }
}
