/** A program named kubectl that answers from a list of objects, as the real one does. */
import {
  chmodSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';

const PROGRAM = `#!${process.execPath}
const fs = require('fs');
const { objects, unknown, forbidden, fail } = JSON.parse(fs.readFileSync(__dirname + '/objects.json', 'utf8'));
const args = process.argv.slice(2);
fs.appendFileSync(__dirname + '/calls', args.join(' ') + '\\n');
const flag = (name) => args.find((each) => each.startsWith('--' + name + '='))?.slice(name.length + 3);
const end = (text) => { process.stderr.write(text + '\\n'); process.exit(1); };
if (fail) end(fail);
for (const kind of (args[1] ?? '').split(',')) if (forbidden.includes(kind)) end('Error from server (Forbidden): ' + kind + ' is forbidden');
if (args[0] === 'config') { process.stdout.write('shop'); process.exit(0); }
const namespace = flag('namespace') ?? 'shop';
const found = flag('filename')
  ? JSON.parse(fs.readFileSync(0, 'utf8')).items.flatMap((wanted) => {
      if (unknown.includes(wanted.kind)) end('error: resource mapping not found for name: "a" namespace: "" from "-": no matches for kind "' + wanted.kind + '" in version "' + wanted.apiVersion + '"\\nensure CRDs are installed first');
      return objects.filter((each) => each.kind === wanted.kind && each.metadata.name === wanted.metadata.name);
    })
  : objects.filter((each) => {
      const isKind = args[1].split(',').some((kind) => kind.split('.')[0] === each.kind.toLowerCase() + 's');
      const [, label, op, value = ''] = /^([^ =]*)( in |=)?(.*)$/.exec(flag('selector') ?? '');
      const labels = each.metadata.labels ?? {};
      const values = value.replace(/[()]/g, '').split(',');
      const isSelected = !label || (op ? values.includes(labels[label]) : label in labels);
      const name = flag('field-selector')?.split('=')[1];
      return isKind && isSelected && (!name || each.metadata.name === name)
        && (args.includes('--all-namespaces') || (each.metadata.namespace ?? namespace) === namespace);
    });
process.stdout.write(found.length === 1 && flag('filename') ? JSON.stringify(found[0]) : JSON.stringify({ kind: 'List', items: found }));
`;

export interface FakeCluster {
  readonly objects?: readonly any[];
  /** Kinds that its API server does not have. */
  readonly unknown?: readonly string[];
  /** What each call fails with. */
  readonly fail?: string;
  /** Kinds that nobody may read. */
  readonly forbidden?: readonly string[];
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
  has({ objects = [], unknown = [], forbidden = [], fail }: FakeCluster): void {
    const state = JSON.stringify({ objects, unknown, forbidden, fail });
    // At once, as a command may be reading.
    const file = join(this.folder, 'objects.json');
    writeFileSync(`${file}.new`, state);
    renameSync(`${file}.new`, file);
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
