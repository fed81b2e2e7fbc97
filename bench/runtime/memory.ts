// The memory of the runtime's pod in a namespace with many versions: its servers are in memory, so that no control
// plane has to hold them, and in another process; the script runs under its pod's limit.
import { execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { LargeNamespace, NAMESPACE } from './large-namespace';
import type { OldVersions } from './large-namespace';
import { MemoryCgroup } from './memory-cgroup';
import { ARGS, NODE_FLAGS, PATHS } from '../../src/contract';
import { makeCertificate } from '../../test/e2e/harness/machine/certificate';
import { InterceptingProxy } from '../../test/e2e/harness/runtime/intercepting-proxy';
import { MemoryServer } from '../../test/reconciler/memory/server';

const SCRIPT = join(__dirname, '..', '..', 'assets', 'reconcile.js');

/** Of the pod. */
const LIMIT_MB = 128;

/** How long what does not end by itself is measured: a few looks at everything. */
const WINDOW_MS = 30_000;

interface Case {
  readonly deployments: number;
  readonly versions: number;
  readonly old: OldVersions;
  readonly registered: boolean;
  readonly watch: boolean;
}

const SIZE = { deployments: 400, versions: 10 };

const CASES: readonly Case[] = [
  { ...SIZE, old: 'retained', registered: true, watch: false },
  { ...SIZE, old: 'retained', registered: true, watch: true },
  { ...SIZE, old: 'draining', registered: true, watch: false },
  { ...SIZE, old: 'draining', registered: true, watch: true },
  { ...SIZE, old: 'retained', registered: false, watch: false },
  { ...SIZE, old: 'retained', registered: false, watch: true },
];

/** Each case as a row. */
export async function measureMemory() {
  const folder = mkdtempSync(join(tmpdir(), 'bench-memory-'));
  try {
    const rows = [];
    for (const each of CASES) rows.push(await measure(each, folder));
    return rows;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

async function measure(of: Case, folder: string) {
  const address = '127.0.0.1';
  const certificate = makeCertificate(folder, [`IP:${address}`]);
  const admin = await MemoryServer.start({ handle: () => ({ status: 503 }), nameOf: () => '' });
  const namespace = new LargeNamespace({ ...of, admin: admin.url });
  const restate = namespace.restate;
  Object.assign(admin.api, {
    handle: restate.handle.bind(restate),
    nameOf: restate.nameOf.bind(restate),
  });
  const kubernetes = await MemoryServer.start(namespace.kubernetes);
  const proxy = await InterceptingProxy.start({ target: kubernetes.url, certificate, address });
  mountServiceAccount(certificate.caFile);
  const cgroup = MemoryCgroup.create(LIMIT_MB * 1024 * 1024);
  try {
    const { hostname, port } = new URL(proxy.url);
    const args = [...NODE_FLAGS, SCRIPT, ...(of.watch ? ARGS.watch : ARGS.sweep)];
    const [program, ...rest] = cgroup
      ? cgroup.command(process.execPath, args)
      : [process.execPath, '--require', join(__dirname, 'usage.cjs'), ...args];
    const startedAt = performance.now();
    const child = spawn(program, rest, {
      env: {
        KUBERNETES_SERVICE_HOST: hostname,
        KUBERNETES_SERVICE_PORT: port,
        RESTATE_RUNTIME_ID: 'app',
        POD_NAMESPACE: NAMESPACE,
        BENCH_USAGE: join(folder, 'usage'),
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    child.stdout.on('data', (chunk: Buffer) => (output += chunk));
    child.stderr.on('data', (chunk: Buffer) => (output += chunk));
    const ended = new Promise<string>((resolve) => {
      child.once('exit', (code, signal) => resolve(signal ?? `exit ${code}`));
    });
    const early = await Promise.race([ended, sleep(WINDOW_MS).then(() => undefined)]);
    const ms = performance.now() - startedAt;
    if (early === undefined) child.kill('SIGTERM');
    const outcome = await ended;
    if (outcome !== 'exit 0') process.stderr.write(`${output.slice(-2_000)}\n`);
    const peakMB = cgroup?.peakMB ?? Number(readFileSync(join(folder, 'usage'), 'utf8')) / 1024;
    return {
      mode: of.watch ? 'Deployment' : 'Jobs',
      'old versions': of.old,
      'desired versions': of.registered ? 'registered' : 'to be registered',
      ReplicaSets: String(namespace.replicaSets),
      'KB each': (namespace.replicaSetBytes / namespace.replicaSets / 1000).toFixed(1),
      'API calls': String(kubernetes.log.length),
      'peak MB': peakMB.toFixed(0),
      limit: cgroup ? `${LIMIT_MB} MiB` : 'not enforced',
      seconds: early === undefined ? `${WINDOW_MS / 1000} (stopped)` : (ms / 1000).toFixed(1),
      outcome,
    };
  } finally {
    cgroup?.remove();
    await proxy.stop();
    await kubernetes.stop();
    await admin.stop();
  }
}

function mountServiceAccount(caFile: string): void {
  if (!existsSync(PATHS.serviceAccount)) {
    // The machine is this program's own: nobody else sees the mount.
    execFileSync('mount', ['-t', 'tmpfs', 'tmpfs', '/run']);
    mkdirSync(PATHS.serviceAccount, { recursive: true });
  }
  writeFileSync(join(PATHS.serviceAccount, 'token'), 'token');
  writeFileSync(join(PATHS.serviceAccount, 'ca.crt'), readFileSync(caFile));
}
