import { createHash } from 'crypto';

/**
 * The name of the ConfigMap of a configuration, as the operator makes it: a new configuration is a new ConfigMap,
 * so that the pods roll.
 */
export function configMapName(text: string): string {
  return `restate-config-${createHash('sha256').update(text).digest().readUInt32LE(0).toString(16)}`;
}
