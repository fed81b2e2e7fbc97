import { readFileSync } from 'node:fs';

/** What an admin API is asked with is not there, or empty. */
export class MissingKeyError extends Error {}

/**
 * Reads what a key of a Secret or a ConfigMap is mounted as, without the line end that many have.
 *
 * What does not exist holds back no pod: it is told here, to whom it may concern.
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
  return text;
}
