import { createHash } from 'crypto';
import { readFileSync } from 'fs';
import { packageFile } from '../core/package-file';

/** The bundled program, and hashes of its content. */
export interface RuntimeScript {
  readonly text: string;
  readonly sha256: string;
  /** The first digits of it, for names. */
  readonly contentHash: string;
  /** Of the package, as the value of a label. */
  readonly version: string;
}

let loaded: RuntimeScript | undefined;

/** Reads the bundled program, which is part of the package. */
export function runtimeScript(): RuntimeScript {
  if (loaded === undefined) {
    const text = readFileSync(packageFile('assets/reconcile.js'), 'utf8');
    const sha256 = createHash('sha256').update(text).digest('hex');
    const { version } = JSON.parse(readFileSync(packageFile('package.json'), 'utf8'));
    loaded = {
      text,
      sha256,
      contentHash: sha256.slice(0, 10),
      version: version.replace(/[^\w.-]/g, '_'),
    };
  }
  return loaded;
}
