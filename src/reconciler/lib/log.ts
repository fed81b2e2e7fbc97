export function log(text: string): void {
  process.stdout.write(`${text}\n`);
}
