import { execFile } from 'node:child_process';
import { CommandError } from '../io';

/**
 * Runs kubectl, which supports every kubeconfig and every authentication method of the user.
 *
 * @throws CommandError with the message of kubectl
 */
export function kubectl(args: readonly string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    const limits = { maxBuffer: 1024 * 1024 * 1024, encoding: 'utf8' } as const;
    execFile('kubectl', [...args], limits, (error, stdout, stderr) => {
      if (error === null) {
        resolve(stdout);
      } else if (error.code === 'ENOENT') {
        reject(new CommandError('kubectl: not found in PATH; install kubectl'));
      } else {
        reject(new CommandError(`kubectl ${args[0]}: ${stderr.trim() || error.message}`));
      }
    });
  });
}
