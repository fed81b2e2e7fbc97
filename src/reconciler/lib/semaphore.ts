/** So much at a time; the rest waits for its turn. */
export class Places {
  private readonly waiting: Array<() => void> = [];

  constructor(private free: number) {}

  async take<T>(work: () => Promise<T>): Promise<T> {
    if (this.free > 0) this.free--;
    else await new Promise<void>((resolve) => this.waiting.push(resolve));
    try {
      return await work();
    } finally {
      // The place goes on to the next one, or back.
      const next = this.waiting.shift();
      if (next) next();
      else this.free++;
    }
  }
}
