import { readFile } from 'node:fs/promises';
import { text } from 'node:stream/consumers';
import { inputFaultText } from './input-fault';
import type { InputFault } from './input-fault';
import type { InputFile } from './resources';
import { UsageError } from '../io';
import type { CommandIo } from '../io';

/** Reads the files of a command line, each once; a file that cannot be read is a fault. */
export async function readFiles(
  names: readonly string[],
  io: CommandIo,
): Promise<{ files: InputFile[]; faults: InputFault[] }> {
  if (names.length === 0) {
    throw new UsageError('missing FILE; name at least one, or - for standard input');
  }
  const files: InputFile[] = [];
  const faults: InputFault[] = [];
  for (const name of new Set(names)) {
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

/** Writes faults to standard error, one line each. */
export function report(prefix: string, faults: readonly InputFault[], io: CommandIo): void {
  for (const fault of faults) io.stderr.write(`${prefix}${inputFaultText(fault)}\n`);
}
