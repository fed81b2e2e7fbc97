import { createHash } from 'crypto';
import { readFileSync } from 'fs';
import { packageFile } from '../core/package-file';

/** The bundled program, and a hash of its content. */
export interface RuntimeScript {
  readonly text: string;
  readonly contentHash: string;
}

let loaded: RuntimeScript | undefined;

/** Reads the bundled program, which is part of the package. */
export function runtimeScript(): RuntimeScript {
  if (loaded === undefined) {
    const text = readFileSync(packageFile('assets/reconcile.js'), 'utf8');
    loaded = { text, contentHash: createHash('sha256').update(text).digest('hex').slice(0, 10) };
  }
  return loaded;
}
