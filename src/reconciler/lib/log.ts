import { withoutSecrets } from './secrets';

export function log(text: string): void {
  process.stdout.write(`${withoutSecrets(text)}\n`);
}
