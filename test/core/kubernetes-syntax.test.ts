import type { FaultSink } from '../../src/core/faults';
import {
  checkAnnotations,
  checkAtLeast,
  checkDnsLabel,
  checkDnsSubdomain,
  checkImage,
  checkLabels,
  checkOneOf,
  checkPort,
  checkPortName,
  checkQuantity,
} from '../../src/core/kubernetes-syntax';

type Check = (value: any, field: string, faults: FaultSink) => void;

function faultsOf(check: Check, value: unknown): string[] {
  const faults: string[] = [];
  check(value, 'a', { add: (field, problem) => faults.push(`${field}: ${problem}`) });
  return faults;
}

const atLeastOne: Check = (value, field, faults) => checkAtLeast(value, 1, field, faults);
const policy: Check = (value, field, faults) =>
  checkOneOf(value, ['Always', 'Never'], field, faults);

const VALID: ReadonlyArray<readonly [name: string, check: Check, values: readonly unknown[]]> = [
  ['a DNS label', checkDnsLabel, ['a', '0', 'a-b', 'a'.repeat(63)]],
  ['a DNS subdomain', checkDnsSubdomain, ['a', 'a.b-c', `${'a.'.repeat(126)}a`]],
  ['a map of labels', checkLabels, [undefined, {}, { 'a.b/C_d': '' }, { a: 'A_b.c-1' }]],
  ['a map of annotations', checkAnnotations, [undefined, { 'a.b/c': 'any text\n' }]],
  ['a quantity', checkQuantity, [1, '1', '1.', '.5', '-1.5Gi', '500m', '1e3', '1E', '2E+10']],
  ['a port', checkPort, [1, 65535]],
  ['a port name', checkPortName, ['a', '8a', 'http-metrics', 'a'.repeat(15)]],
  ['an image', checkImage, ['a', 'a.b:5000/c/d:E-1', `a@sha256:${'0'.repeat(64)}`]],
  ['an integer with a minimum', atLeastOne, [undefined, 1, 2]],
  ['an enum', policy, [undefined, null, 'Always']],
];

test.each(VALID)('%s is accepted up to its limits', (_, check, values) => {
  expect(values.flatMap((value) => faultsOf(check, value))).toEqual([]);
});

const INVALID: ReadonlyArray<readonly [check: Check, value: unknown, fault: string]> = [
  [checkDnsLabel, 'a'.repeat(64), `a: "${'a'.repeat(64)}" is not a DNS label`],
  [checkDnsLabel, 'a.b', 'a: "a.b" is not a DNS label'],
  [checkDnsLabel, undefined, 'a: missing required field'],
  [checkDnsSubdomain, 'a..b', 'a: "a..b" is not a DNS subdomain name'],
  [checkDnsSubdomain, '-a', 'a: "-a" is not a DNS subdomain name'],
  [checkLabels, { a: '-' }, 'a["a"]: "-" is not a label value'],
  [checkLabels, { 'a/b/c': '' }, 'a: the key "a/b/c" is not a qualified name'],
  [checkLabels, { 'A/b': '' }, 'a: the key "A/b" is not a qualified name'],
  [checkAnnotations, { a: 5 }, 'a["a"]: must be a string, got 5'],
  [checkQuantity, '', 'a: "" is not a quantity'],
  [checkQuantity, '.', 'a: "." is not a quantity'],
  [checkQuantity, '4 GB', 'a: "4 GB" is not a quantity'],
  [checkPort, 0, 'a: 0 is not a port number'],
  [checkPort, 65536, 'a: 65536 is not a port number'],
  [checkPort, '80', 'a: "80" is not a port number'],
  [checkPortName, 'a'.repeat(16), `a: "${'a'.repeat(16)}" is not a port name`],
  [checkPortName, '80', 'a: "80" is not a port name'],
  [checkPortName, 'a--b', 'a: "a--b" is not a port name'],
  [checkImage, 'A', 'a: "A" is not an image reference'],
  [atLeastOne, 0, 'a: must be an integer greater than or equal to 1, got 0'],
  [atLeastOne, 1.5, 'a: must be an integer greater than or equal to 1, got 1.5'],
  [policy, 'always', 'a: unsupported value "always"'],
];

test.each(INVALID.map(([check, value, fault]) => ({ check, value, fault })))(
  'a fault contains the given value: $fault',
  ({ check, value, fault }) => {
    expect(faultsOf(check, value)).toEqual([fault]);
  },
);
