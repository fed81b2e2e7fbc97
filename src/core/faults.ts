import type { Construct } from 'constructs';
import { printable } from './printable';
import { isRendered } from './rendered';

/**
 * One mistake in the user's input, and how to fix it. Its text is `FIELD: PROBLEM; REMEDY`, in the words of kubectl and
 * the API server.
 */
export interface Fault {
  /** The path of the field, starting at the construct's props. */
  readonly field: string;
  /**
   * What is wrong, with the given value:
   *
   * - syntax: `"a b" is not a label value`
   * - type: `"3" is a string`
   * - range: `must be an integer greater than or equal to 0, got -1`
   * - enum: `unsupported value "a"`
   * - presence: `missing required field`, `unknown field (value 3)`
   * - uniqueness: `duplicate volume name "a"`
   * - reference: `no volume named "a"`
   */
  readonly problem: string;
  /** What to do, as an instruction; for an enum, the supported values. */
  readonly remedy: string;
}

/** Receives faults: the list of a construct, or a wrapper that adds a prefix to each field. */
export interface FaultSink {
  add(field: string, problem: string, remedy: string): void;
}

const faultsByConstruct = new WeakMap<Construct, Faults>();

/**
 * The faults and warnings of one construct.
 *
 * A fault is not thrown where it is found but recorded here. The constructor continues, and validation reports the
 * faults of all constructs of the app together.
 */
export class Faults implements FaultSink {
  /** The list of a construct; the first call for a construct also adds its validation. */
  public static of(construct: Construct): Faults {
    let faults = faultsByConstruct.get(construct);
    if (faults === undefined) {
      faults = new Faults(construct);
      faultsByConstruct.set(construct, faults);
      construct.node.addValidation(faults);
    }
    return faults;
  }

  /** The list of a construct, if it has one. */
  public static recordedIn(construct: Construct): Faults | undefined {
    return faultsByConstruct.get(construct);
  }

  private readonly faults: Fault[] = [];
  private warnings: Fault[] = [];
  private readonly lateChecks: Array<() => void> = [];

  private constructor(private readonly construct: Construct) {}

  public add(field: string, problem: string, remedy: string): void {
    this.faults.push({ field, problem, remedy });
  }

  /** Records something that Kubernetes and Restate accept but that is probably a mistake. */
  public warn(field: string, problem: string, remedy: string): void {
    this.warnings.push({ field, problem, remedy });
  }

  /**
   * Records what does harm although Kubernetes and Restate accept it: a fault, but a warning where it comes from a
   * resource that the operator accepts as well.
   */
  public discourage(field: string, problem: string, remedy: string): void {
    if (isRendered(this.construct)) this.warn(field, problem, remedy);
    else this.add(field, problem, remedy);
  }

  /** Defers a check that depends on what other constructs add: it runs once, when the app is validated. */
  public checkLate(check: () => void): void {
    this.lateChecks.push(check);
  }

  /** Whether no fault has been found until now. */
  public get isEmpty(): boolean {
    return this.faults.length === 0;
  }

  /** All faults, after the deferred checks have run. */
  public all(): readonly Fault[] {
    this.lateChecks.splice(0).forEach((check) => check());
    return this.faults;
  }

  /** Returns the warnings that have not been printed yet; the caller prints them. */
  public takeWarnings(): readonly Fault[] {
    const warnings = this.warnings;
    this.warnings = [];
    return warnings;
  }

  /** Called by the app at each synth and again for each chart; checks run only the first time. */
  public validate(): string[] {
    const faults = this.all();
    for (const warning of this.takeWarnings()) {
      process.stderr.write(`Warning: [${this.construct.node.path}] ${faultText(warning)}\n`);
    }
    return faults.map(faultText);
  }
}

/** Wraps a sink so that each field gets a prefix. */
export function faultsAt(prefix: string, sink: FaultSink): FaultSink {
  return {
    add: (field, problem, remedy) =>
      sink.add(field === '' ? prefix : `${prefix}.${field}`, problem, remedy),
  };
}

export function faultText(fault: Fault): string {
  return `${printable(fault.field)}: ${fault.problem}; ${fault.remedy}`;
}

/** Formats a given value for a message: JSON, truncated if long. */
export function shown(value: unknown): string {
  const text = printable(jsonOf(value));
  return text.length > 120 ? `${text.slice(0, 117)}...` : text;
}

/** JSON can hold neither all values nor those that refer to themselves. */
function jsonOf(value: unknown): string {
  if (typeof value === 'bigint') return String(value);
  try {
    const text = JSON.stringify(value, (_, each) =>
      typeof each === 'bigint' ? String(each) : each,
    );
    return text ?? String(value);
  } catch {
    return `a ${typeof value}`;
  }
}
