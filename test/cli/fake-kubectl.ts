/** A program named kubectl that answers from a list of objects, as the real one does. */
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';

const PROGRAM = `#!${process.execPath}
const fs = require('fs');
const { objects, unknown, fail } = JSON.parse(fs.readFileSync(__dirname + '/objects.json', 'utf8'));
const args = process.argv.slice(2);
fs.appendFileSync(__dirname + '/calls', args.join(' ') + '\\n');
const flag = (name) => args.find((each) => each.startsWith('--' + name + '='))?.slice(name.length + 3);
const end = (text) => { process.stderr.write(text + '\\n'); process.exit(1); };
if (fail) end(fail);
if (args[0] === 'config') { process.stdout.write('shop'); process.exit(0); }
const namespace = flag('namespace') ?? 'shop';
const found = flag('filename')
  ? JSON.parse(fs.readFileSync(0, 'utf8')).items.flatMap((wanted) => {
      if (unknown.includes(wanted.kind)) end('error: resource mapping not found for name: "a" namespace: "" from "-": no matches for kind "' + wanted.kind + '" in version "' + wanted.apiVersion + '"\\nensure CRDs are installed first');
      return objects.filter((each) => each.kind === wanted.kind && each.metadata.name === wanted.metadata.name);
    })
  : objects.filter((each) => {
      const isKind = args[1].split(',').some((kind) => kind.split('.')[0] === each.kind.toLowerCase() + 's');
      const [label, value] = (flag('selector') ?? '').split('=');
      const labels = each.metadata.labels ?? {};
      const isSelected = !label || (value ? labels[label] === value : label in labels);
      const name = flag('field-selector')?.split('=')[1];
      return isKind && isSelected && (!name || each.metadata.name === name)
        && (each.metadata.namespace ?? namespace) === namespace;
    });
process.stdout.write(found.length === 1 && flag('filename') ? JSON.stringify(found[0]) : JSON.stringify({ kind: 'List', items: found }));
`;

export interface FakeCluster {
  readonly objects?: readonly any[];
  /** Kinds that its API server does not have. */
  readonly unknown?: readonly string[];
  /** What each call fails with. */
  readonly fail?: string;
}

export class FakeKubectl {
  private readonly folder = mkdtempSync(join(tmpdir(), 'cdk8s-restate-kubectl-'));
  private readonly path = process.env.PATH;

  constructor() {
    const program = join(this.folder, 'kubectl');
    writeFileSync(program, PROGRAM);
    chmodSync(program, 0o755);
    process.env.PATH = [this.folder, this.path].join(delimiter);
    this.has({});
  }

  /** What is in the cluster from now on; forgets the calls so far. */
  has({ objects = [], unknown = [], fail }: FakeCluster): void {
    writeFileSync(join(this.folder, 'objects.json'), JSON.stringify({ objects, unknown, fail }));
    rmSync(this.callsFile, { force: true });
  }

  /** The arguments of each call. */
  get calls(): string[] {
    if (!existsSync(this.callsFile)) return [];
    return readFileSync(this.callsFile, 'utf8').trim().split('\n');
  }

  remove(): void {
    process.env.PATH = this.path;
    rmSync(this.folder, { recursive: true });
  }

  private get callsFile(): string {
    return join(this.folder, 'calls');
  }
}
