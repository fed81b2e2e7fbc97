import type { Construct } from 'constructs';

/** One thing that is wrong in what a user wrote, and what to write instead. */
export interface Fault {
  /** Where: the path of the field below the construct's props. */
  readonly field: string;
  /** What is wrong, with the value that was given. */
  readonly problem: string;
  /** What to write instead. */
  readonly remedy: string;
}

/** What takes faults: a whole construct's list, or a part that puts a prefix in front of each field. */
export interface FaultSink {
  add(field: string, problem: string, remedy: string): void;
}

const faultsByConstruct = new WeakMap<Construct, Faults>();

/**
 * The faults and warnings of one construct.
 *
 * Nothing throws where a fault is found: it is recorded here, the construct goes on and builds harmless objects,
 * and validation returns everything at once, of every construct of the app.
 */
export class Faults implements FaultSink {
  /** The list that belongs to a construct; the first call for a construct also adds its validation. */
  public static of(construct: Construct): Faults {
    let faults = faultsByConstruct.get(construct);
    if (faults === undefined) {
      faults = new Faults(construct);
      faultsByConstruct.set(construct, faults);
      construct.node.addValidation(faults);
    }
    return faults;
  }

  /** The list of a construct that recorded anything. */
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

  /** Something that Kubernetes and Restate accept and that is likely a mistake all the same. */
  public warn(field: string, problem: string, remedy: string): void {
    this.warnings.push({ field, problem, remedy });
  }

  /** A check of what other constructs may still add: it runs once, when the app is validated. */
  public checkLate(check: () => void): void {
    this.lateChecks.push(check);
  }

  /** All faults, after the late checks. */
  public all(): readonly Fault[] {
    this.lateChecks.splice(0).forEach((check) => check());
    return this.faults;
  }

  /** The warnings that nobody has shown yet; whoever takes them shows them. */
  public takeWarnings(): readonly Fault[] {
    const warnings = this.warnings;
    this.warnings = [];
    return warnings;
  }

  /** Called by the app for each synth, and again for each chart: a look-up, but for the first time. */
  public validate(): string[] {
    const faults = this.all();
    for (const warning of this.takeWarnings()) {
      process.stderr.write(`Warning: [${this.construct.node.path}] ${faultText(warning)}\n`);
    }
    return faults.map(faultText);
  }
}

/** A sink that puts a prefix in front of each field. */
export function faultsAt(prefix: string, sink: FaultSink): FaultSink {
  return {
    add: (field, problem, remedy) =>
      sink.add(field === '' ? prefix : `${prefix}.${field}`, problem, remedy),
  };
}

export function faultText(fault: Fault): string {
  return `${fault.field}: ${fault.problem}; ${fault.remedy}`;
}

/** A given value as it is shown in a fault: JSON, cut where it is long. */
export function shown(value: unknown): string {
  const text =
    typeof value === 'bigint'
      ? String(value)
      : (JSON.stringify(value, (_, item) => (typeof item === 'bigint' ? String(item) : item)) ??
        String(value));
  return text.length > 120 ? `${text.slice(0, 117)}...` : text;
}
