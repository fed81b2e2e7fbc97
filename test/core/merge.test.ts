import { mergeManifests, mergeMaps } from '../../src/core/merge';

const REMOVALS: Array<[string, unknown]> = [
  ['null', null],
  ["kubectl's directive, for languages in which null is lost", { $patch: 'delete' }],
];

test.each(REMOVALS)('%s removes a field, whatever it held', (_, removal) => {
  const base = { scalar: 1, map: { a: 1 }, list: [1], kept: { inner: 1, other: 2 } };
  const over = { scalar: removal, map: removal, list: removal, kept: { inner: removal } };
  expect(mergeMaps(base, { ...over, absent: removal })).toEqual({ kept: { other: 2 } });
});

test("kubectl's directive beside a name removes that item of a list, and adds none", () => {
  const base = { containers: [{ name: 'a' }, { name: 'b' }] };
  const over = {
    containers: [
      { name: 'a', $patch: 'delete' },
      { name: 'c', $patch: 'delete' },
    ],
  };
  expect(mergeManifests(base, over)).toEqual({ containers: [{ name: 'b' }] });
});
