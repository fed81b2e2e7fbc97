/** What must hold whatever the input is. */
import { isDeepStrictEqual } from 'node:util';
import { App, Chart, Yaml } from 'cdk8s';
import { parseAllDocuments } from 'yaml';
import type { Maker } from './constructs';
import { run } from '../cli/run';

/** Milliseconds; inputs are small. */
const LONGEST_MS = 10_000;

/** Words of a program that has not understood what it was given. */
const OF_JAVASCRIPT =
  /undefined|\[object |native code|is not a function|is not iterable|Cannot (read|set|destructure|convert (object|undefined|a Symbol))|Maximum call stack|\n +at /;

const CONTROL = /[\0-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029]/;

/** What is wrong with how `render` takes an input; nothing, as it should be. */
export async function judgeRender(input: string): Promise<string[]> {
  const startedAt = performance.now();
  let result;
  try {
    result = await run(['render', '--namespace=apps', '-'], input);
  } catch (error) {
    return [`an exception: ${(error as Error).stack}`];
  }
  const { status, stdout, stderr } = result;
  const lines = stderr.split('\n').slice(0, -1);
  const ms = performance.now() - startedAt;
  return [
    ...(ms > LONGEST_MS ? [`it took ${(ms / 1000).toFixed(0)} s`] : []),
    ...(status !== 0 && status !== 1 ? [`status ${status}`] : []),
    ...(status === 1 && stdout !== '' ? ['it failed, and wrote something'] : []),
    ...(status === 1 && stderr === '' ? ['it failed without a word'] : []),
    ...lines.filter((line) => !isFault(line)).map((line) => `not a fault: ${line}`),
    ...lines.filter((line) => isFaulty(line, input)).map((line) => `no good words: ${line}`),
    ...(status === 0 ? judgeOutput(stdout, input) : []),
  ];
}

/** What is wrong with how a construct takes props. */
export function judgeProps(maker: Maker, props: unknown): string[] {
  const chart = new Chart(new App(), 'app', { namespace: 'apps' });
  const { write } = process.stderr;
  process.stderr.write = () => true;
  try {
    new maker(chart, 'a', props);
    return judgeOutput(Yaml.stringify(...chart.toJson()), 'undefined');
  } catch (error) {
    const { message, stack } = error as Error;
    const [first, ...faults] = message.split('\n').filter((line) => line !== '');
    if (!first.startsWith('Validation failed')) return [`an exception: ${stack}`];
    return faults
      .filter((line) => !/^\s*\[.*\] .*: .*; ./.test(line) || CONTROL.test(line))
      .map((line) => `not a fault: ${line}`);
  } finally {
    process.stderr.write = write;
  }
}

function isFault(line: string): boolean {
  return /^(Warning: )?(cdk8s-restate: .+|-: .+; .+)$/.test(line) && line.length < 10_000;
}

function isFaulty(line: string, input: string): boolean {
  const [word] = OF_JAVASCRIPT.exec(line) ?? [];
  return CONTROL.test(line) || (word !== undefined && !input.includes(word));
}

/** Readers of both versions of YAML get the same objects, each of which has what every object has. */
function judgeOutput(text: string, input: string): string[] {
  const [old, current] = (['1.1', '1.2'] as const).map((version) =>
    [parseAllDocuments(text, { version })].flat(),
  );
  const errors = [...old, ...current].flatMap((document: any) => [...document.errors]);
  if (errors.length > 0) return [`unreadable: ${errors[0].message}`];
  const objects: any[] = old.map((document: any) => document.toJS());
  const isNamed = (each: any) => each?.apiVersion && each.kind && each.metadata?.name;
  const isSame = current.every((document: any, index) =>
    isDeepStrictEqual(document.toJS(), objects[index]),
  );
  const [word] = /\[object |native code/.exec(text.replace(input, '')) ?? [];
  return [
    ...(isSame ? [] : ['YAML 1.1 and 1.2 read it differently']),
    ...(objects.every(isNamed) ? [] : ['an object has no name, kind or version']),
    ...(word !== undefined && !input.includes(word) ? [`"${word}" is written`] : []),
  ];
}
