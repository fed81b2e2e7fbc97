import { readDocuments } from '../../../src/cli/input/documents';
import { inputFaultText } from '../../../src/cli/input/input-fault';
import type { InputFault } from '../../../src/cli/input/input-fault';

const faults: InputFault[] = [];
const read = (text: string) => readDocuments('in.yaml', text, faults).map(({ content }) => content);

beforeEach(() => faults.splice(0));

test('reads several documents and skips the empty ones', () => {
  expect(read('---\na: 1\n---\n# nothing\n---\nb: 2\n')).toEqual([{ a: 1 }, { b: 2 }]);
  expect(read('')).toEqual([]);
  expect(faults).toEqual([]);
});

test('reads scalars as kubectl does: YAML 1.1, without base 60 and timestamps', () => {
  expect(
    read('{a: on, b: no, c: 0755, d: 22:22, e: 2001-12-14, f: 1_000, g: 1.5, h: "on", i: ~}'),
  ).toEqual([
    { a: true, b: false, c: 493, d: '22:22', e: '2001-12-14', f: 1000, g: 1.5, h: 'on', i: null },
  ]);
});

test('expands the List that kubectl get writes', () => {
  expect(read('{apiVersion: v1, kind: List, items: [{a: 1}, {b: 2}]}')).toEqual([
    { a: 1 },
    { b: 2 },
  ]);
});

test('resolves anchors and merge keys', () => {
  expect(read('{a: &a {x: 1}, b: {<<: *a, z: 2}}')).toEqual([{ a: { x: 1 }, b: { x: 1, z: 2 } }]);
});

test('reports a syntax error and a duplicate key with line and column, and reads the other documents', () => {
  expect(read('a: 1\na: 2\n---\nb: [1\n---\nc: 3\n')).toEqual([{ c: 3 }]);
  const texts = faults.map(inputFaultText);
  expect(texts[0]).toMatch(
    /^in\.yaml: line 2, column 1: invalid YAML: Map keys must be unique; fix the YAML/,
  );
  expect(texts[1]).toMatch(/^in\.yaml: line \d, column \d: .+; fix the YAML$/);
});

test('keeps integers exact that a JavaScript number would round', () => {
  expect(read('{a: 9007199254740993, b: 42}')).toEqual([{ a: 9007199254740993n, b: 42 }]);
});

test('refuses aliases that expand exponentially', () => {
  const lines = ['a0: &a0 [x, x, x, x, x, x, x, x, x, x]'];
  for (let i = 1; i < 9; i++) {
    lines.push(
      `a${i}: &a${i} [${Array(10)
        .fill(`*a${i - 1}`)
        .join(', ')}]`,
    );
  }
  expect(read(lines.join('\n'))).toEqual([]);
  expect(faults).toHaveLength(1);
});

test('what an alias does not lead to is a fault of its document', () => {
  expect(read('a: 1\n---\nb: *nope\n')).toEqual([{ a: 1 }]);
  expect(faults.map(inputFaultText)).toEqual([
    expect.stringMatching(
      /^in\.yaml: document 2: invalid YAML: Unresolved alias .*: nope; replace /,
    ),
  ]);
});

test('a key that is a list is told as a field that there is not, and by nobody else', () => {
  const warn = jest.spyOn(process, 'emitWarning').mockReturnValue();
  expect(read('{? [a, b] : x}')).toEqual([{ '[ a, b ]': 'x' }]);
  expect(warn).not.toHaveBeenCalled();
  warn.mockRestore();
});
