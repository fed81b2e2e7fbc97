import { readFields } from '../../../../src/reconciler/cluster-jobs/provision/protobuf';

const read = (...bytes: number[]) => readFields(Buffer.from(bytes));

test('numbers, also those of several bytes', () => {
  expect(read(0x08, 0x01, 0x10, 0x96, 0x01)).toEqual([
    { number: 1, value: 1n },
    { number: 2, value: 150n },
  ]);
});

test('the largest number of 64 bits', () => {
  const largest = [...Array<number>(9).fill(0xff), 0x01];
  expect(read(0x08, ...largest)).toEqual([{ number: 1, value: 2n ** 64n - 1n }]);
});

test('strings and inner messages as their bytes', () => {
  expect(read(0x12, 2, 0x68, 0x69)).toEqual([{ number: 2, value: Buffer.from('hi') }]);
});

test('a field whose number takes two bytes', () => {
  expect(read(0x80, 0x01, 5)).toEqual([{ number: 16, value: 5n }]);
});

test('numbers of fixed width are passed over', () => {
  const [eight, four] = [Array<number>(8).fill(1), Array<number>(4).fill(1)];
  expect(read(0x09, ...eight, 0x15, ...four, 0x18, 7)).toEqual([{ number: 3, value: 7n }]);
});

test.each<[string, number[]]>([
  ['that end in a number', [0x08, 0x80]],
  ['of an unknown wire type', [0x0b]],
  ['with a number of more than 64 bits', [0x08, ...Array<number>(11).fill(0x80), 0]],
])('bytes %s are no message', (_, bytes) => {
  expect(() => read(...bytes)).toThrow('not a protobuf message');
});

test.each<[string, number[]]>([
  ['a string', [0x12, 5, 0x68]],
  ['a number of eight bytes', [0x09, 1, 2]],
])('a message that ends within %s is cut short', (_, bytes) => {
  expect(() => read(...bytes)).toThrow('cut short');
});
