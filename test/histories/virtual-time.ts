/** Time that passes as fast as its events can be done, one after the other and always in the same order. */
interface Event {
  readonly at: number;
  readonly order: number;
  readonly run: () => void;
  cancelled?: true;
}

export class VirtualTime {
  /** Milliseconds since the beginning. */
  now = 0;
  private isStopped = false;
  private readonly heap: Event[] = [];
  private orders = 0;

  /** Calls `run` after so many milliseconds, unless the returned function is called before. */
  after(ms: number, run: () => void): () => void {
    const event: Event = { at: this.now + Math.max(0, ms), order: this.orders++, run };
    this.push(event);
    return () => {
      event.cancelled = true;
    };
  }

  /** No event comes any more. */
  stop(): void {
    this.isStopped = true;
  }

  /** Lets so many milliseconds pass, unless it is stopped. */
  async pass(ms: number): Promise<void> {
    const end = this.now + ms;
    await settled();
    for (;;) {
      const next = this.heap[0];
      if (!next || next.at > end || this.isStopped) break;
      this.pop();
      if (next.cancelled) continue;
      this.now = next.at;
      next.run();
      await settled();
    }
    this.now = end;
  }

  private push(event: Event): void {
    const { heap } = this;
    let index = heap.length;
    heap.push(event);
    while (index > 0) {
      const parent = (index - 1) >> 1;
      if (!isEarlier(event, heap[parent])) break;
      heap[index] = heap[parent];
      index = parent;
    }
    heap[index] = event;
  }

  private pop(): void {
    const { heap } = this;
    const last = heap.pop()!;
    if (heap.length === 0) return;
    let index = 0;
    for (;;) {
      let child = 2 * index + 1;
      if (child >= heap.length) break;
      if (child + 1 < heap.length && isEarlier(heap[child + 1], heap[child])) child++;
      if (!isEarlier(heap[child], last)) break;
      heap[index] = heap[child];
      index = child;
    }
    heap[index] = last;
  }
}

function isEarlier(a: Event, b: Event): boolean {
  return a.at < b.at || (a.at === b.at && a.order < b.order);
}

/** Once all promises that could be are settled. */
function settled(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
