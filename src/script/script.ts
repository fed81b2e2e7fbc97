import { createHash } from 'crypto';
import { existsSync, readFileSync } from 'fs';
import { dirname, join } from 'path';

/** The bundled runtime, and the name that its content has. */
export interface RuntimeScript {
  readonly text: string;
  readonly contentHash: string;
}

let loaded: RuntimeScript | undefined;

/** Reads the program that the runtime's pods run; it lies beside the library, in source and in the package. */
export function runtimeScript(): RuntimeScript {
  if (loaded === undefined) {
    const text = readFileSync(join(packageRoot(__dirname), 'assets', 'reconcile.js'), 'utf8');
    loaded = { text, contentHash: createHash('sha256').update(text).digest('hex').slice(0, 10) };
  }
  return loaded;
}

function packageRoot(folder: string): string {
  return existsSync(join(folder, 'package.json')) ? folder : packageRoot(dirname(folder));
}
