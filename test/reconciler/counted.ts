/** How often something is read: what grows by more than what is read has a loop in a loop. */
export class Counter {
  reads = 0;
  private readonly wrapped = new WeakMap<object, object>();

  /** The same value, whose properties, items and entries are counted when they are read. */
  counted<T>(value: T): T {
    if (typeof value !== 'object' || value === null || value instanceof Date) return value;
    const known = this.wrapped.get(value);
    if (known) return known as T;
    const wrapper =
      value instanceof Map ? this.countedMap(value) : new Proxy(value, { get: this.read });
    this.wrapped.set(value, wrapper);
    this.wrapped.set(wrapper, wrapper);
    return wrapper as T;
  }

  private readonly read = (target: object, key: string | symbol, receiver: unknown) => {
    this.reads++;
    return this.counted(Reflect.get(target, key, receiver));
  };

  private countedMap(map: ReadonlyMap<unknown, unknown>): Map<unknown, unknown> {
    const counted = new Map([...map].map(([key, value]) => [key, this.counted(value)]));
    const count = () => this.reads++;
    for (const name of ['entries', 'keys', 'values', Symbol.iterator] as const) {
      const original = counted[name].bind(counted) as () => IterableIterator<unknown>;
      const each = function* () {
        for (const item of original()) {
          count();
          yield item;
        }
      };
      Object.defineProperty(counted, name, { value: each });
    }
    return counted;
  }
}

/**
 * By how much more is read of twice as much.
 *
 * @param read what reads it, made from a size
 */
export function growth(read: (size: number, counter: Counter) => void): number {
  const [once, twice] = [40, 80].map((size) => {
    const counter = new Counter();
    read(size, counter);
    return counter.reads;
  });
  return twice / once;
}
