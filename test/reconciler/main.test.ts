/** The program as a pod starts it: its arguments, variables, exit status and last words. */
import fs from 'node:fs';
import { pass, useVirtualTime } from './virtual-time';
import { ARGS, ENV, EXIT, PATHS } from '../../src/contract';

const SAVED = { argv: process.argv, env: process.env };

/** What the pod has; nothing listens where its API server is said to be. */
const POD = {
  [ENV.id]: 'app',
  [ENV.namespace]: 'apps',
  [ENV.kubernetesHost]: '127.0.0.1',
  [ENV.kubernetesPort]: '1',
};

let terminationMessage: string | undefined;

beforeEach(() => {
  terminationMessage = undefined;
  jest.spyOn(process.stdout, 'write').mockReturnValue(true);
});
afterEach(() => {
  Object.assign(process, SAVED);
  jest.restoreAllMocks();
});
useVirtualTime();

/** The files of the kubelet, which only a pod has. */
function mountFiles(): void {
  const read = fs.readFileSync;
  jest
    .spyOn(fs, 'readFileSync')
    .mockImplementation(((file: any, ...rest: any[]) =>
      String(file).startsWith(PATHS.serviceAccount)
        ? 'token'
        : read(file, ...(rest as [any]))) as typeof read);
  const write = fs.writeFileSync;
  jest.spyOn(fs, 'writeFileSync').mockImplementation(((file: any, text: any, ...rest: any[]) => {
    if (file === '/dev/termination-log') terminationMessage = String(text);
    else write(file, text, ...(rest as [any]));
  }) as typeof write);
}

/** How the program ends, and what it said last. */
async function run(args: readonly string[], env: Record<string, string> = POD) {
  mountFiles();
  process.argv = ['node', 'reconcile.js', ...args];
  process.env = { ...env };
  const ended = new Promise<number>((resolve) => {
    jest.spyOn(process, 'exit').mockImplementation(((status: number) => resolve(status)) as any);
  });
  jest.isolateModules(() => {
    jest.requireActual('../../src/reconciler/main');
  });
  const exit = await pass(ended);
  return { exit, message: terminationMessage };
}

const USAGE = /^usage: reconcile \(--deployment=NAME --hash=HASH \| --sweep \| --watch\)/;

test.each([
  ['without a command', []],
  ['with an unknown one', ['drain']],
  ['with none of the modes', ['reconcile']],
  ['with half of the arguments of a registration', ['reconcile', '--deployment=shop']],
])('%s it tells how it is used', async (_, args) => {
  expect(await run(args)).toEqual({ exit: EXIT.usage, message: expect.stringMatching(USAGE) });
});

test('a flag that it does not know is told', async () => {
  const { exit, message } = await run(['reconcile', '--unknown']);
  expect(exit).toBe(EXIT.retry);
  expect(message).toContain('--unknown');
});

test.each([ENV.id, ENV.namespace])('without the variable %s it says so', async (name) => {
  const { [name]: _, ...env } = POD;
  expect(await run(ARGS.sweep, env)).toEqual({
    ...{ exit: EXIT.retry, message: `environment variable ${name} is not set` },
  });
});

test('outside of a pod it says so', async () => {
  const { exit, message } = await run(ARGS.sweep, { [ENV.id]: 'app', [ENV.namespace]: 'apps' });
  expect(exit).toBe(EXIT.retry);
  expect(message).toMatch(/run this in a pod/);
});

test.each([
  ['a sweep', ARGS.sweep],
  ['a registration', ARGS.register('shop', 'hash')],
])('%s without an API server ends to be tried again, and says why', async (_, args) => {
  const { exit, message } = await run(args);
  expect(exit).toBe(EXIT.retry);
  expect(message).toMatch(/GET https:\/\/127.0.0.1:1\/.*ECONNREFUSED/);
});

test('a watch goes on until it is told to stop, and then ends well', async () => {
  setTimeout(() => process.emit('SIGTERM'), 20_000);
  expect(await run(ARGS.watch)).toEqual({ exit: EXIT.done, message: 'stopped' });
});

test.each(['provision', 'credentials'])('the Job of a cluster is run by %s', async (command) => {
  const { exit, message } = await run([command, '--unknown']);
  expect(exit).toBe(EXIT.retry);
  expect(message).toContain('--unknown');
});

test('last words that are longer than Kubernetes takes are cut', async () => {
  const { message } = await run(['reconcile', `--${'x'.repeat(5_000)}`]);
  expect(message).toHaveLength(4096);
});
