import { generateKeyPairSync } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Process } from '../machine/process';
import { waitUntil } from '../wait';

/** Of the machine's network: see machine.sh. */
const ADDRESS = '10.0.0.10';
const PORT = 6443;
const ETCD = 'http://127.0.0.1:2379';

interface Program {
  readonly command: string;
  readonly args: string[];
  readonly log: string;
}

/**
 * Starts etcd, kube-apiserver and kube-controller-manager, with all that they have on by default but
 * the controller that waits for the heartbeats of nodes: there are no kubelets here; and the engine that
 * enforces network policies. They end with the machine that run.sh made for them.
 *
 * @param programs the folder that holds the programs
 * @param folder for data, keys and logs
 * @returns the path of an administrator's kubeconfig
 */
export async function startControlPlane(programs: string, folder: string): Promise<string> {
  const start = (name: string, flags: { [flag: string]: string | number | boolean }) => {
    const args = Object.entries(flags).map(([flag, value]) => `--${flag}=${value}`);
    startProgram(folder, name, {
      command: join(programs, name),
      args,
      log: join(folder, `${name}.log`),
    });
  };
  const kubeconfig = join(folder, 'kubeconfig');
  const certificate = join(folder, 'apiserver.crt');
  const key = join(folder, 'service-account.key');
  const tokens = join(folder, 'tokens.csv');
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  writeFileSync(key, privateKey.export({ type: 'pkcs1', format: 'pem' }), { mode: 0o600 });
  writeFileSync(tokens, 'administrator,admin,admin,"system:masters"\n', { mode: 0o600 });
  writeFileSync(kubeconfig, administrator(certificate), { mode: 0o600 });

  start('etcd', {
    'data-dir': join(folder, 'etcd'),
    // The data is thrown away: nobody has to wait for a disk.
    'unsafe-no-fsync': true,
    'listen-client-urls': ETCD,
    'advertise-client-urls': ETCD,
  });
  start('kube-apiserver', {
    'etcd-servers': ETCD,
    'bind-address': '0.0.0.0',
    'advertise-address': ADDRESS,
    'secure-port': PORT,
    'cert-dir': folder,
    'token-auth-file': tokens,
    'authorization-mode': 'RBAC',
    'service-cluster-ip-range': '10.96.0.0/16',
    'service-account-issuer': 'https://kubernetes.default.svc.cluster.local',
    'service-account-key-file': key,
    'service-account-signing-key-file': key,
  });
  await waitUntil({ for: 'the API server to make its certificate' }, () => existsSync(certificate));
  start('kube-controller-manager', {
    kubeconfig,
    'use-service-account-credentials': true,
    'service-account-private-key-file': key,
    'root-ca-file': certificate,
    'leader-elect': false,
    'allocate-node-cidrs': true,
    'cluster-cidr': '10.244.0.0/16',
    controllers: '*,-node-lifecycle-controller',
  });
  start('kube-network-policies', { kubeconfig });
  return kubeconfig;
}

/**
 * Kills the API server of a folder, as a crash would. The returned function starts it again. (By its
 * process id: the tests that want this don't share memory with what started it.)
 */
export async function killApiServer(folder: string): Promise<() => void> {
  const { pid, program } = JSON.parse(readFileSync(join(folder, 'kube-apiserver.json'), 'utf8'));
  process.kill(pid, 'SIGKILL');
  await waitUntil({ for: 'the API server to end' }, () => !existsSync(`/proc/${pid}/exe`));
  return () => startProgram(folder, 'kube-apiserver', program);
}

function startProgram(folder: string, name: string, program: Program): void {
  const { pid } = new Process(program);
  writeFileSync(join(folder, `${name}.json`), JSON.stringify({ pid, program }));
}

function administrator(certificate: string): string {
  return JSON.stringify({
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [
      {
        name: 'e2e',
        cluster: { server: `https://${ADDRESS}:${PORT}`, 'certificate-authority': certificate },
      },
    ],
    users: [{ name: 'administrator', user: { token: 'administrator' } }],
    contexts: [{ name: 'e2e', context: { cluster: 'e2e', user: 'administrator' } }],
    'current-context': 'e2e',
  });
}
