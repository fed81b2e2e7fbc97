import { execFile } from 'node:child_process';
import type { FlagTable, Options } from './flags';
import { CommandError } from './io';

/** Flags that name the cluster to talk to; kubectl gets them as they are. */
export const CONNECTION_FLAGS = {
  namespace: {
    name: 'namespace',
    short: 'n',
    value: 'NAMESPACE',
    help: "the namespace (default: that of the kubeconfig's context)",
  },
  context: { name: 'context', value: 'NAME', help: 'the context of the kubeconfig to use' },
  kubeconfig: { name: 'kubeconfig', value: 'FILE', help: 'the path of the kubeconfig to use' },
} as const satisfies FlagTable;

export function connectionArgs(options: Options<typeof CONNECTION_FLAGS>): string[] {
  return (['namespace', 'context', 'kubeconfig'] as const).flatMap((flag) =>
    options[flag] === undefined ? [] : [`--${flag}=${options[flag]}`],
  );
}

/**
 * Runs kubectl, which supports every kubeconfig and every authentication method of the user.
 *
 * @throws CommandError with the message of kubectl
 */
export function kubectl(args: readonly string[], stdin?: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const { env } = process;
    const options = { maxBuffer: 1024 * 1024 * 1024, encoding: 'utf8', env } as const;
    const child = execFile('kubectl', [...args], options, (error, stdout, stderr) => {
      if (error === null) {
        resolve(stdout);
      } else if (error.code === 'ENOENT') {
        reject(new CommandError('kubectl: not found in PATH; install kubectl'));
      } else {
        reject(new CommandError(`kubectl ${args[0]}: ${stderr.trim() || error.message}`));
      }
    });
    // A program that ends without reading all of it says why.
    child.stdin?.on('error', () => undefined);
    child.stdin?.end(stdin);
  });
}
