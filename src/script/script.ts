import { createHash } from 'crypto';
import { existsSync, readFileSync } from 'fs';
import { dirname, join } from 'path';

/** The bundled program, and hashes of its content. */
export interface RuntimeScript {
  readonly text: string;
  readonly sha256: string;
  /** The first digits of it, for names. */
  readonly contentHash: string;
}

let loaded: RuntimeScript | undefined;

/** Reads the bundled program, which is part of the package. */
export function runtimeScript(): RuntimeScript {
  if (loaded === undefined) {
    const text = readFileSync(join(packageRoot(__dirname), 'assets', 'reconcile.js'), 'utf8');
    const sha256 = createHash('sha256').update(text).digest('hex');
    loaded = { text, sha256, contentHash: sha256.slice(0, 10) };
  }
  return loaded;
}

function packageRoot(folder: string): string {
  return existsSync(join(folder, 'package.json')) ? folder : packageRoot(dirname(folder));
}
