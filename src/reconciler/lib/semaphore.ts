/** Limits how much runs at the same time; the rest waits in line. */
export class Semaphore {
  private readonly waiting: Array<() => void> = [];

  /** @param permits how many may run at the same time */
  constructor(private permits: number) {}

  async run<T>(work: () => Promise<T>): Promise<T> {
    if (this.permits > 0) this.permits--;
    else await new Promise<void>((resolve) => this.waiting.push(resolve));
    try {
      return await work();
    } finally {
      // The permit is handed to the next in line, or given back.
      const next = this.waiting.shift();
      if (next) next();
      else this.permits++;
    }
  }
}
