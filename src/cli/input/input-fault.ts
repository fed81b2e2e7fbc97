/** One thing that is wrong in an input file, and what to write instead. */
export interface InputFault {
  readonly file: string;
  /** KIND/NAME, or nothing where a file can't even be read as resources. */
  readonly resource: string;
  /** The path of the field, as it stands in the file. */
  readonly field: string;
  readonly problem: string;
  readonly remedy: string;
}

/** One line for each fault: `FILE: KIND/NAME: field: what is wrong; what to write`. */
export function inputFaultText(fault: InputFault): string {
  const parts = [fault.file, fault.resource, fault.field, `${fault.problem}; ${fault.remedy}`];
  return parts
    .filter((part) => part !== '')
    .join(': ')
    .replace(/\s*\n\s*/g, ' ');
}
