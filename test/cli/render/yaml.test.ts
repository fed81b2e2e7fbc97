import { Yaml } from 'cdk8s';
import { toYaml } from '../../../src/cli/render/yaml';
import { objectsOf, run } from '../run';

const TEXTS: Array<[text: string, written: string]> = [
  ['\tset -e\n\techo "hi"\n', '"\\tset -e\\n\\techo \\"hi\\"\\n"'],
  ['a\u2028 b', '"a\\u2028 b"'],
  ['a\u0085b', '"a\\u0085b"'],
  ['a\ufeffb', '"a\\ufeffb"'],
  ['a\u009bb', '"a\\u009bb"'],
  [' \n \n', '"\\ \\n\\ \\n"'],
  ['0o17', '"0o17"'],
  ['0X1F', '"0X1F"'],
];

test.each(TEXTS)('%j is quoted, and read as it is', (text, written) => {
  const yaml = toYaml([{ kind: 'A', data: { text } }]);
  expect(yaml).toBe(`kind: A\ndata:\n  text: ${written}\n`);
  expect(objectsOf(yaml)).toEqual([{ kind: 'A', data: { text } }]);
});

test('the merge key of YAML is quoted', () => {
  expect(toYaml([{ '<<': { a: 1 } }])).toBe('"<<":\n  a: 1\n');
});

test('all other texts are written as cdk8s writes them', () => {
  const object = { a: 'b\n\tc\n', d: '\te', f: ['yes', '0777', '1e3'], g: 12345678901234567890n };
  expect(toYaml([object, object])).toBe(Yaml.stringify(object, object));
});

test('render quotes what synth refuses', async () => {
  const input = `
apiVersion: restate.dev/v1beta1
kind: RestateDeployment
metadata: { name: greeter, namespace: apps }
spec:
  selector: { matchLabels: { app: greeter } }
  restate: { register: { url: 'http://restate.restate:9070' } }
  template:
    metadata: { labels: { app: greeter } }
    spec:
      containers: [{ name: app, image: 'a:1', args: ["\\tset -e\\n\\techo\\n", "a\\u2028 b"] }]
`;
  const { status, stdout, stderr } = await run(['render', '-'], input);
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  const replicaSet = objectsOf(stdout).find(({ kind }) => kind === 'ReplicaSet');
  expect(replicaSet.spec.template.spec.containers[0].args).toEqual([
    '\tset -e\n\techo\n',
    'a\u2028 b',
  ]);
});
