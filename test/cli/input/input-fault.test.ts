import { inputFaultText } from '../../../src/cli/input/input-fault';

const fault = (resource: string, problem = 'is wrong') =>
  inputFaultText({ file: 'a.yaml', resource, field: '', problem, remedy: 'change it' });

test('a fault is one line, without the line breaks of a message', () => {
  expect(fault('RestateCluster/a', 'bad\n  mapping\n')).toBe(
    'a.yaml: RestateCluster/a: bad mapping ; change it',
  );
});

test('what a resource is called controls no terminal', () => {
  expect(fault('RestateCluster/\u001b[31mRED\u001b[2K')).toBe(
    'a.yaml: RestateCluster/\\u001b[31mRED\\u001b[2K: is wrong; change it',
  );
});

test('a name of 200,000 spaces takes no time and no place', () => {
  expect(fault(' '.repeat(200_000)).length).toBeLessThan(3_000);
  expect(fault('a'.repeat(200_000)).length).toBeLessThan(3_000);
});
