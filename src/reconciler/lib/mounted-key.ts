import { readFileSync } from 'node:fs';
import { keepSecret } from './secrets';

/** A credential or certificate of an admin API is missing or empty. */
export class MissingKeyError extends Error {}

/**
 * Reads a mounted key of a Secret or a ConfigMap, without the line end that many have.
 *
 * The mounts are optional, so that a pod starts without them: what is missing is reported here.
 *
 * @throws MissingKeyError
 */
export function readMountedKey(file: string): string {
  let text: string;
  try {
    text = readFileSync(file, 'utf8').trim();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    throw new MissingKeyError(
      `${file} is missing: create the Secret or ConfigMap, or the key, that it is mounted from`,
    );
  }
  if (text === '') {
    throw new MissingKeyError(`${file} is empty: give the key that it is mounted from a value`);
  }
  keepSecret(file, text);
  return text;
}
