/** Values that nobody means, and paths to put them at. */
import type { Random } from '../random';
import { Chance } from '../readback/chance';

/** As JSON and YAML have them. */
const PLAIN: readonly unknown[] = [
  ...['', ' ', 'text', 'a b', 'a'.repeat(300), '${undefined}', '../..', 'http://a', 'false', '1Gi'],
  ...[0, -1, 1, 3, 0.5, 65536, 1e21, 2 ** 53, NaN, Infinity],
  ...[true, false, null],
  ...[[], {}, [null], [[]], [{}], ['a', 'a'], { a: null }, { a: { a: { a: {} } } }],
  { name: 'a', value: 'b' },
];

/** As only a program can give them. */
const OF_PROGRAMS: ReadonlyArray<() => unknown> = [
  () => undefined,
  () => Symbol('a'),
  () => () => 1,
  () => new Date(0),
  () => new Map([['a', 1]]),
  () => 12345678901234567890n,
  () => Object.create(null),
  () => {
    const circle: Record<string, unknown> = {};
    return Object.assign(circle, { circle });
  },
  () => [undefined],
  () => Object.freeze({ toString: 1 }),
];

/** Keys that JavaScript has for itself, or that readers of YAML and Kubernetes treat specially. */
const KEYS: readonly string[] = [
  ...['constructor', 'toString', '__proto__', 'hasOwnProperty', 'valueOf', 'prototype', 'length'],
  ...['<<', '', ' ', 'a.b/c', 'a/b/c', 'kubernetes.io/a', 'restate.dev/version', 'name', 'spec'],
];

export function oddValue(random: Random, ofPrograms = false): unknown {
  if (ofPrograms && random.chance(0.3)) return random.pick(OF_PROGRAMS)();
  const chance = new Chance(random.whole(0, 2 ** 31));
  if (random.chance(0.3)) return chance.text();
  if (random.chance(0.1)) return chance.number();
  return structuredClone(random.pick(PLAIN));
}

/** Changes a value somewhere inside of it; what is not a plain map or a list is replaced as a whole. */
export function disturbed(random: Random, value: any, ofPrograms = false): any {
  const isMap = !!value && Object.getPrototypeOf(value) === Object.prototype;
  if ((!isMap && !Array.isArray(value)) || random.chance(0.1)) return oddValue(random, ofPrograms);
  const keys = Object.keys(value);
  if (keys.length === 0 || random.chance(0.1)) {
    const added = { key: random.pick(KEYS), value: oddValue(random, ofPrograms) };
    return isMap ? withKey(value, added.key, added.value) : [...value, added.value];
  }
  const key = random.pick(keys);
  if (Array.isArray(value)) {
    const at = Number(key);
    const item = random.chance(0.1) ? [] : [disturbed(random, value[at], ofPrograms)];
    return [...value.slice(0, at), ...item, ...value.slice(at + (random.chance(0.1) ? 0 : 1))];
  }
  const { [key]: inner, ...others } = value;
  if (random.chance(0.1)) return others;
  if (random.chance(0.05)) return withKey(others, random.pick(KEYS), inner);
  return { ...value, [key]: disturbed(random, inner, ofPrograms) };
}

/** An own property, whatever it is called. */
function withKey(value: any, key: string, inner: unknown): any {
  const copy = { ...value };
  Object.defineProperty(copy, key, {
    ...{ value: inner, enumerable: true, configurable: true, writable: true },
  });
  return copy;
}
