import { canonicalJson } from '../../src/core/canonical-json';
import { revisionHash } from '../../src/version/revision-hash';
import hashes from '../parity/hashes.json';

test.each(hashes.map((recorded) => [recorded.hash, recorded] as const))(
  'the recorded pod template is written and hashed as %s',
  (_, recorded) => {
    const { template, restate } = recorded.input.spec as any;
    const podTemplate = canonicalJson({ metadata: null, ...template });
    expect(podTemplate).toBe(recorded.podTemplate);
    const { servicePath, useHttp11, register } = restate;
    expect(revisionHash({ podTemplate, cluster: register.cluster, servicePath, useHttp11 })).toBe(
      recorded.hash,
    );
  },
);

test('keys that look like integers are sorted as text', () => {
  expect(canonicalJson({ '9': 1, '10': 2, a: 3 })).toBe('{"10":2,"9":1,"a":3}');
});

test('keys are sorted by their UTF-8 bytes, not by their UTF-16 units', () => {
  // U+FF5E comes before U+1F680 in UTF-8; in UTF-16 the latter's surrogate comes first.
  expect(canonicalJson({ '\u{1F680}': 1, '\uFF5E': 2 })).toBe('{"\uFF5E":2,"\u{1F680}":1}');
});

test('control characters are escaped, everything else is written as it is', () => {
  expect(canonicalJson('\u0001\n\u007f\u2028é"\\/<')).toBe('"\\u0001\\n\u007f\u2028é\\"\\\\/<"');
});

test('numbers are written as Rust writes them', () => {
  const numbers = [0, -1, 0.5, 0.00001, 0.000001, 1.5e-7, 1e20, 9007199254740993n];
  expect(canonicalJson(numbers)).toBe('[0,-1,0.5,0.00001,1e-6,1.5e-7,1e20,9007199254740993]');
});
