import { Semaphore } from '../../../src/reconciler/lib/semaphore';

/** Work that ends when it is told to, and what of it has begun. */
function workshop(limit: number) {
  const semaphore = new Semaphore(limit);
  const begun: string[] = [];
  const start = (name: string, fails = false) => {
    let end = (): void => undefined;
    const done = semaphore.run(async () => {
      begun.push(name);
      await new Promise<void>((resolve) => (end = resolve));
      if (fails) throw new Error(`${name} failed`);
      return name;
    });
    return { done, end: () => end() };
  };
  return { begun, start };
}

test('no more is under way than the limit, and the rest follows in its order', async () => {
  const { begun, start } = workshop(2);
  const [a, b, c, d] = ['a', 'b', 'c', 'd'].map((name) => start(name));
  expect(begun).toEqual(['a', 'b']);
  b.end();
  expect(await b.done).toBe('b');
  await Promise.resolve();
  expect(begun).toEqual(['a', 'b', 'c']);
  a.end();
  c.end();
  await Promise.all([a.done, c.done]);
  d.end();
  expect(await d.done).toBe('d');
});

test('work that fails makes room as well, and its error is that of whoever asked', async () => {
  const { begun, start } = workshop(1);
  const a = start('a', true);
  const b = start('b');
  a.end();
  await expect(a.done).rejects.toThrow('a failed');
  await Promise.resolve();
  expect(begun).toEqual(['a', 'b']);
  b.end();
  await b.done;
});

test('what is free again can be taken later', async () => {
  const { begun, start } = workshop(1);
  const a = start('a');
  a.end();
  await a.done;
  const b = start('b');
  expect(begun).toEqual(['a', 'b']);
  b.end();
  await b.done;
});
