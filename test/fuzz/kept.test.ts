/** Inputs that have broken a rule once. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CONSTRUCTS } from './constructs';
import { judgeProps, judgeRender } from './judge';

const FOLDER = join(__dirname, 'kept');

test.each(readdirSync(FOLDER))('render tells what is wrong with %s', async (name) => {
  expect(await judgeRender(readFileSync(join(FOLDER, name), 'utf8'))).toEqual([]);
});

const circle: Record<string, unknown> = {};
circle.circle = circle;
const noText = { toString: 1 };
const sound = (construct: string) => CONSTRUCTS.find(([name]) => name === construct)!;

test.each<[string, object]>([
  ['RestateDeployment', { template: circle }],
  ['RestateDeployment', { autoscaling: { maxReplicas: noText } }],
  ['RestateDeployment', { name: '\n\u009b\ud800' }],
  ['KnativeService', { name: Symbol('a') }],
  ['RestateRuntime', { namespace: noText }],
  ['RestateCloudEnvironment', { region: noText }],
  ['RestateCloudEnvironment', { namespace: 1n }],
  ['RestateCloudEnvironment', { bearerToken: { name: 'a', key: noText } }],
  ['RestateCluster', { name: Symbol('a') }],
  ['RestateCluster', { security: { networkEgressRules: [{ to: {} }] } }],
  [
    'RestateCluster',
    {
      compute: {
        image: 'a:1',
        env: [new Map()],
        sidecars: [{}],
        extraVolumeMounts: [{ name: noText }],
      },
    },
  ],
])('%s tells what is wrong with %p', (construct, given) => {
  const [, maker, props] = sound(construct);
  expect(judgeProps(maker, { ...props, ...given })).toEqual([]);
});
