import { runtimeScript } from '../../src/script/script';

const { text } = runtimeScript();
const lines = text.split('\n');

test('the script begins with what it is and where its source is', () => {
  expect(lines[0]).toBe(
    '// The runtime of cdk8s-restate, bundled from src/reconciler of https://github.com/cdk8s-restate/cdk8s-restate',
  );
});

test('the script can be read: it has lines, and the names and files of the source', () => {
  expect(Math.max(...lines.map((line) => line.length))).toBeLessThan(400);
  expect(text).toContain('\n// src/reconciler/plan/plan.ts\n');
  expect(text).toMatch(/\nfunction oldVersion\w*\(/);
});

test('the script fits into the annotation of a client-side apply, which is at most 256 KiB', () => {
  expect(JSON.stringify(text).length).toBeLessThan(244 * 1024);
});
