import { printableLine } from '../printable';

/** One mistake in an input file, and how to fix it. */
export interface InputFault {
  readonly file: string;
  /** KIND/NAME, or empty if the file does not parse. */
  readonly resource: string;
  /** The path of the field in the file. */
  readonly field: string;
  readonly problem: string;
  readonly remedy: string;
}

/** One line for each fault: `FILE: KIND/NAME: FIELD: PROBLEM; REMEDY`. */
export function inputFaultText(fault: InputFault): string {
  const parts = [fault.file, fault.resource, fault.field, `${fault.problem}; ${fault.remedy}`];
  return parts
    .filter((part) => part !== '')
    .map((part) => printableLine(oneLine(part)))
    .join(': ');
}

function oneLine(text: string): string {
  return text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
    .join(' ');
}
