import { execFile } from 'node:child_process';
import { CommandError } from '../io';

/**
 * Runs kubectl: it knows the user's kubeconfig, contexts and ways to log in.
 *
 * @throws CommandError with kubectl's own words
 */
export function kubectl(args: readonly string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    const limits = { maxBuffer: 1024 * 1024 * 1024, encoding: 'utf8' } as const;
    execFile('kubectl', [...args], limits, (error, stdout, stderr) => {
      if (error === null) {
        resolve(stdout);
      } else if (error.code === 'ENOENT') {
        reject(new CommandError('kubectl is not on the PATH; install it'));
      } else {
        reject(new CommandError(`kubectl ${args[0]}: ${stderr.trim() || error.message}`));
      }
    });
  });
}
