import { existsSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { anchors, codeBlocks, filesBelow, page, pages, PROJECT, prose } from './markdown';
import { synthText } from './synth-text';
import { main } from '../../src/cli/main';
import { EXIT } from '../../src/contract';
import { DEPLOYMENT_FIELD_LIST } from '../../src/contract/deployment';
import { LABELS, RUNTIME_ANNOTATIONS } from '../../src/contract/object-metadata';
import { JOB_METADATA, POD_LABELS } from '../../src/contract/runtime-objects';

describe.each(pages().map((each) => [each.path, each] as const))('%s', (path, each) => {
  test('links to pages and headings that exist', () => {
    const dead = [...prose(each).matchAll(/\]\((?!https?:)([^)\s]+)\)/g)]
      .map(([, target]) => target)
      .filter((target) => {
        const [file, anchor] = target.split('#');
        const other = file === '' ? path : normalize(join(dirname(path), file));
        if (!existsSync(join(PROJECT, other))) return true;
        return anchor !== undefined && !anchors(page(other)).includes(anchor);
      });
    expect(dead).toEqual([]);
  });

  const apps = codeBlocks(each)
    .filter(({ language, code }) => language === 'ts' && code.includes('new App('))
    .map(({ code }) => code);
  if (apps.length > 0) {
    test.each(apps)('has an app that synthesizes without a warning: %#', (code) => {
      const { manifests, warnings } = synthText(code);
      expect(warnings).toBe('');
      expect(manifests).toMatch(/^kind: /m);
    });
  }
});

test('commands that the pages tell to run exist', async () => {
  const told = new Set(
    pages().flatMap(({ text }) =>
      [...text.matchAll(/npx cdk8s-restate ([a-z]+)/g)].map(([, command]) => command),
    ),
  );
  let usage = '';
  const stdout = { write: (text: string) => ((usage += text), true) };
  await main(['--help'], { ...process, stdout } as any);
  const unknown = [...told].filter((command) => !usage.includes(`  ${command} `));
  expect(unknown).toEqual([]);
});

test.each([
  ['TypeScript', 'ts', 'examples/quickstart/main.ts'],
  ['Python', 'python', 'examples/quickstart/main.py'],
  ['Go', 'go', 'examples/quickstart/main.go'],
  ['Java', 'java', 'examples/quickstart/Quickstart.java'],
])('the %s app to start with is the one that is tested', (_, language, path) => {
  const blocks = codeBlocks(page('docs/getting-started.md'));
  const code = blocks.filter((block) => block.language === language).map((block) => block.code);
  expect(code).toEqual([page(path).text]);
});

describe('troubleshooting', () => {
  const { text } = page('docs/troubleshooting.md');
  const explained = (word: string) => text.includes(`\`${word}\``) || text.includes(`\`${word}/`);

  test('explains every reason of a condition or an Event', () => {
    const source = filesBelow('src/reconciler')
      .filter((path) => path.endsWith('.ts'))
      .map((path) => page(path).text)
      .join('\n');
    const reasons = [
      ...source.matchAll(/\b(?:reason: |normal\(\s*|warning\(\s*|refused\(\s*|\?\? )'([A-Z]\w+)'/g),
      ...source.matchAll(/\b(?:waits|stuck)\(\s*[^']*?'([A-Z]\w+)'/g),
      ...source.matchAll(/\bchanges\(\s*\w+,\s*\[\s*'([A-Z]\w+)'/g),
      ...source.matchAll(/\? '([A-Z][a-z]+)' : '[A-Z]/g),
      ...source.matchAll(/condition\([^)]*?'([A-Z][a-zA-Z]+)'/g),
    ].map(([, reason]) => reason);
    expect(reasons.length).toBeGreaterThan(20);
    expect(
      [...new Set(reasons)].filter((reason) => reason !== 'True' && !explained(reason)),
    ).toEqual([]);
  });

  test('explains every exit code of a Job', () => {
    const codes = [...text.matchAll(/^\| (\d) \|/gm)].map(([, code]) => Number(code));
    expect(codes).toEqual(Object.values(EXIT));
  });
});

test('the reference has every label and annotation of a version', () => {
  const { text } = page('docs/reference.md');
  const keys = [
    ...[LABELS, RUNTIME_ANNOTATIONS, JOB_METADATA, POD_LABELS].flatMap((names) =>
      Object.values<string>(names),
    ),
    ...DEPLOYMENT_FIELD_LIST.flatMap(([, { annotation }]) => annotation?.key ?? []),
  ];
  expect(keys.filter((key) => !text.includes(`\`${key}`))).toEqual([]);
});
