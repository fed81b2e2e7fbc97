import { PassThrough, Readable } from 'node:stream';
import { parseAllDocuments } from 'yaml';
import { main } from '../../src/cli/main';

/** The result of a run of the command line. */
export interface Run {
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs the command line in this process. */
export async function run(args: readonly string[], stdin = ''): Promise<Run> {
  const stdout = new PassThrough();
  const stderr = new PassThrough();
  const status = await main(args, { stdin: Readable.from([stdin]), stdout, stderr });
  return { status, stdout: written(stdout), stderr: written(stderr) };
}

/** The objects of a YAML stream, read as kubectl reads it. */
export function objectsOf(yaml: string): any[] {
  return [parseAllDocuments(yaml, { version: '1.1' })].flat().map((document) => {
    expect((document as any).errors).toEqual([]);
    return (document as any).toJS();
  });
}

function written(stream: PassThrough): string {
  return (stream.read() ?? '').toString();
}
