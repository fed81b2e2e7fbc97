/**
 * The lowest level of the messages that Envoy logs.
 *
 * @see https://www.envoyproxy.io/docs/envoy/latest/operations/cli#cmdoption-l
 */
export enum EnvoyLogLevel {
  /** Everything. */
  TRACE = 'trace',
  /** Messages for debugging. */
  DEBUG = 'debug',
  /** Informational messages. */
  INFO = 'info',
  /** Warnings. */
  WARNING = 'warning',
  /** Errors. */
  ERROR = 'error',
  /** Critical errors. */
  CRITICAL = 'critical',
  /** Nothing. */
  OFF = 'off',
}
