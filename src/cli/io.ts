import type { Readable, Writable } from 'node:stream';

/** The standard streams of a command. */
export interface CommandIo {
  readonly stdin: Readable;
  readonly stdout: Writable;
  readonly stderr: Writable;
}

/** 0 on success, 1 if the input is invalid or the command fails, 2 if the command line is invalid; `plan` has its own. */
export type ExitStatus = 0 | 1 | 2;

/** The command line is invalid. */
export class UsageError extends Error {}

/** The command fails for an external reason. */
export class CommandError extends Error {}
