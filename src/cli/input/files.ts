import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { inputFaultText } from './input-fault';
import type { InputFault } from './input-fault';
import type { InputFile } from './resources';
import { UsageError } from '../io';
import type { CommandIo } from '../io';

export interface FileOptions {
  /** Whether a name may be that of a folder: its manifests are then read, as `kubectl apply -f` does. */
  readonly folders?: boolean;
}

/** Reads the files of a command line, each once; a file that cannot be read is a fault. */
export async function readFiles(
  names: readonly string[],
  io: CommandIo,
  { folders = false }: FileOptions = {},
): Promise<{ files: InputFile[]; faults: InputFault[] }> {
  if (names.length === 0) {
    throw new UsageError('missing FILE; name at least one, or - for standard input');
  }
  const files: InputFile[] = [];
  const faults: InputFault[] = [];
  const all = folders ? (await Promise.all(names.map(filesOf))).flat() : names;
  for (const name of new Set(all)) {
    try {
      files.push({
        file: name,
        text: name === '-' ? await text(io.stdin) : await readFile(name, 'utf8'),
      });
    } catch (error) {
      const problem = `cannot read the file: ${(error as Error).message}`;
      faults.push({ file: name, resource: '', field: '', problem, remedy: 'check the path' });
    }
  }
  return { files, faults };
}

/** Of a folder, the manifests in it; anything else is as it is given. */
async function filesOf(name: string): Promise<string[]> {
  const isFolder = name !== '-' && (await stat(name).catch(() => undefined))?.isDirectory();
  if (!isFolder) return [name];
  const entries = (await readdir(name)).filter((each) => /\.(ya?ml|json)$/.test(each)).sort();
  // Without any it was hardly meant: reading the folder is then the fault.
  return entries.length === 0 ? [name] : entries.map((each) => join(name, each));
}

/** Writes faults to standard error, one line each. */
export function report(prefix: string, faults: readonly InputFault[], io: CommandIo): void {
  for (const fault of faults) io.stderr.write(`${prefix}${inputFaultText(fault)}\n`);
}
