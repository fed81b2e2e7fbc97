import { parseFlags } from '../../src/cli/flags';
import type { FlagTable } from '../../src/cli/flags';
import { flagsUsage, wrapped } from '../../src/cli/usage';

const FLAGS = {
  output: {
    name: 'output',
    short: 'o',
    value: 'FORMAT',
    help: 'the format',
    supported: ['table', 'json'],
    default: 'table',
  },
  podCidrs: { name: 'pod-cidr', value: 'CIDR', help: 'a range of pod IPs', multiple: true },
  all: { name: 'all', short: 'A', help: 'show everything' },
} as const satisfies FlagTable;

const parse = (...args: string[]) => parseFlags(args, FLAGS);

test('flags become options, with defaults, lists and positional arguments', () => {
  expect(parse()).toEqual({
    options: { output: 'table', podCidrs: undefined, all: false },
    positionals: [],
  });
  const args = [
    'a',
    '-Ao',
    'json',
    '--pod-cidr',
    '10.0.0.0/8',
    '--pod-cidr=fd00::/8',
    '-',
    '--',
    '-b',
  ];
  expect(parse(...args)).toEqual({
    options: { output: 'json', podCidrs: ['10.0.0.0/8', 'fd00::/8'], all: true },
    positionals: ['a', '-', '-b'],
  });
});

test.each([
  [['--al'], 'unknown flag: --al; did you mean --all?'],
  [['--something'], 'unknown flag: --something'],
  [['-x'], 'unknown flag: -x'],
  [['--output'], '--output: missing value; write --output=FORMAT'],
  [['--output', '--all'], '--output: missing value; write --output=FORMAT'],
  [['-o', 'yaml'], '-o: unsupported value "yaml"; supported values: "table", "json"'],
  [['--all=yes'], '--all: takes no value, got "yes"; remove the value'],
])('%j is refused: %s', (args, message) => {
  expect(() => parse(...args)).toThrow(new Error(message));
});

test('the usage text aligns the flags, and breaks long lines', () => {
  const long = { ...FLAGS.all, help: 'word '.repeat(40).trim(), group: 'Others' };
  expect(flagsUsage({ ...FLAGS, all: long }).split('\n')).toEqual([
    'Flags:',
    '  -o, --output FORMAT   the format (default: table)',
    '      --pod-cidr CIDR   a range of pod IPs',
    '',
    'Others:',
    `  -A, --all             ${'word '.repeat(19).trim()}`,
    `                        ${'word '.repeat(19).trim()}`,
    '                        word word',
  ]);
  expect(wrapped('a b\n  c  d', 1)).toEqual(['a', 'b', '  c  d']);
});
