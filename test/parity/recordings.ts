import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const CASES = join(__dirname, 'cases');
const REFUSALS = join(__dirname, 'refusals');

/** The flags of the operator that made the recordings. */
export const OPERATOR_FLAGS = [
  '--operator-namespace=restate-operator',
  '--operator-label-name=app',
  '--operator-label-value=restate-operator',
  '--aws-pod-identity-association-cluster=my-eks',
  '--gcp-workload-identity',
];

/** The names of the recorded cases, by how they begin. */
export function casesOf(prefix: string): string[] {
  return readdirSync(CASES).filter((name) => name.startsWith(prefix));
}

export function inputOf(name: string): string {
  return join(CASES, name, 'input.yaml');
}

export function expectedOf(name: string): any[] {
  return JSON.parse(readFileSync(join(CASES, name, 'expected.json'), 'utf8'));
}

/** The names of the inputs that must be refused, by how they begin. */
export function refusalsOf(prefix: string): string[] {
  return readdirSync(REFUSALS)
    .filter((name) => name.startsWith(prefix))
    .map((name) => name.replace(/\.yaml$/, ''));
}

export function refusalOf(name: string): string {
  return join(REFUSALS, `${name}.yaml`);
}
