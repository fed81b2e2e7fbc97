import { spawn } from 'child_process';
import type { ChildProcess } from 'child_process';
import { readFileSync, writeFileSync } from 'fs';
import { createServer } from 'net';
import type { AddressInfo } from 'net';
import { join } from 'path';
import { outcome, run } from './command';
import { newFolder, PROJECT, removeFolders } from './packages';

const CRANE = 'github.com/google/go-containerregistry/cmd/crane@v0.20.6';

let folder: string;
let file: string;
let registry: ChildProcess;
let host: string;

const crane = (...args: string[]) => run([join(folder, 'crane'), ...args], { cwd: folder }).trim();
const update = () => outcome(['node', 'scripts/update-images.mjs', file], { cwd: PROJECT });
const read = () => readFileSync(file, 'utf8');

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

async function answers(url: string): Promise<void> {
  for (;;) {
    if (await fetch(url).catch(() => undefined)) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

/** Puts another image behind a tag, and gives its digest. */
function push(tagged: string, content: string): string {
  writeFileSync(join(folder, 'content'), content);
  run(['tar', '--create', '--file', 'layer.tar', 'content'], { cwd: folder });
  crane('append', '--new_layer', 'layer.tar', '--new_tag', tagged);
  return crane('digest', tagged);
}

beforeAll(async () => {
  folder = newFolder('images');
  file = join(folder, 'images.ts');
  run(['go', 'install', CRANE], { cwd: folder, env: { GOBIN: folder } });
  host = `127.0.0.1:${await freePort()}`;
  registry = spawn(join(folder, 'crane'), ['registry', 'serve', '--address', host]);
  await answers(`http://${host}/v2/`);
});

afterAll(() => {
  registry.kill();
  removeFolders();
});

test('update-images writes the digest that a registry has for each tag, and replaces older ones', () => {
  const node = `${host}/library/node:24-alpine`;
  const envoy = `${host}/envoy:distroless-v1.40.0`;
  const first = push(node, 'first');
  const other = push(envoy, 'other');
  writeFileSync(
    file,
    `// comment: 'of people'\nconst A = { node: '${node}', envoy: '${envoy}' };\n`,
  );
  expect(update()).toMatchObject({ status: 0, stdout: `${file} has new digests.\n` });
  expect(read()).toBe(
    `// comment: 'of people'\nconst A = { node: '${node}@${first}', envoy: '${envoy}@${other}' };\n`,
  );
  expect(update()).toMatchObject({ status: 0, stdout: `${file} is up to date.\n` });

  const second = push(node, 'second');
  expect(second).not.toBe(first);
  expect(update().status).toBe(0);
  expect(read()).toContain(`'${node}@${second}', envoy: '${envoy}@${other}'`);
});

test('update-images leaves the file alone unless it has found all, and tells what it has not', () => {
  const there = `${host}/there:1`;
  push(there, 'there');
  const text = `const A = { there: '${there}', none: '${host}/none:1', nor: '${host}/nor:1' };\n`;
  writeFileSync(file, text);
  const { status, stderr } = update();
  expect(status).toBe(1);
  expect(stderr).toContain(`${host}/none:1: `);
  expect(stderr).toContain(`${host}/nor:1: `);
  expect(stderr).toContain(`${file} is left as it is.`);
  expect(read()).toBe(text);
});
