/**
 * What a runtime authenticates with, and to whom. It is in the spec of its pods and not in the desired state: whoever
 * may edit ConfigMaps must decide neither which file is a token nor where one is sent.
 */
/** The credentials of one admin API: files in the runtime's pod, never values. */
export interface AdminAccess {
  /** The only URL that they are sent to. */
  readonly url: string;
  /** File that holds the bearer token. */
  readonly bearerTokenFile?: string;
  /** Request header -> file that holds its value. */
  readonly headerFiles?: Readonly<Record<string, string>>;
  /** File with PEM certificates that are trusted instead of the well-known ones. */
  readonly caFile?: string;
  /** Name of a registration -> the headers that this server is told to send to its endpoint. */
  readonly deployments?: Readonly<Record<string, SecretHeaders>>;
  /** {@link kafkaObject} -> the properties that this server is told of it. */
  readonly kafka?: Readonly<Record<string, SecretProperties>>;
}

export interface SecretHeaders {
  /** {@link headerTarget} of the only endpoint that gets them. */
  readonly uri: string;
  /** Header -> file that holds its value. */
  readonly headerFiles: Readonly<Record<string, string>>;
}

export interface SecretProperties {
  /** {@link secretsBinding} of the only entry that gets them. */
  readonly binding: string;
  /** Property -> file that holds its value. */
  readonly files: Readonly<Record<string, string>>;
}

/** By the keys of the admin APIs. */
export type PodAccess = Readonly<Record<string, AdminAccess>>;

/** A URI, which for all versions of a Lambda function is the same. */
export function headerTarget(uri: string): string {
  return uri.replace(/^(arn(:[^:]*){6}):.*/, '$1');
}
