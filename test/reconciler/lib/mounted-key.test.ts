import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MissingKeyError, readMountedKey } from '../../../src/reconciler/lib/mounted-key';

const folder = mkdtempSync(join(tmpdir(), 'mounted-key-test-'));
afterAll(() => rmSync(folder, { recursive: true }));

function mounted(text: string): string {
  writeFileSync(join(folder, 'key'), text);
  return join(folder, 'key');
}

test('a key is read without the line end that many have', () => {
  expect(readMountedKey(mounted('secret\n'))).toBe('secret');
});

test('one that is missing is told with its file and what to make', () => {
  const read = () => readMountedKey(join(folder, 'absent'));
  expect(read).toThrow(MissingKeyError);
  expect(read).toThrow(/absent is missing: create the Secret or ConfigMap/);
});

test('one that is empty is told as well', () => {
  const read = () => readMountedKey(mounted(' \n'));
  expect(read).toThrow(MissingKeyError);
  expect(read).toThrow(/key is empty: give the key .* a value/);
});

test('whatever else is wrong with the file is told as it is', () => {
  expect(() => readMountedKey(folder)).toThrow(/EISDIR/);
  expect(() => readMountedKey(folder)).not.toThrow(MissingKeyError);
});
