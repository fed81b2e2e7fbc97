import type { Readable, Writable } from 'node:stream';

/** What a command reads from and writes to. */
export interface CommandIo {
  readonly stdin: Readable;
  readonly stdout: Writable;
  readonly stderr: Writable;
}

/** What a command ends with: 0, 1 where the input or the work is at fault, 2 where the command line is. */
export type ExitStatus = 0 | 1 | 2;

/** A command line that can't be understood. */
export class UsageError extends Error {}

/** The work can't be done, for a reason that lies outside. */
export class CommandError extends Error {}
