import { existsSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { parseAllDocuments } from 'yaml';
import { anchors, codeBlocks, filesBelow, page, pages, PROJECT, prose } from './markdown';
import { synthText } from './synth-text';
import { main } from '../../src/cli/main';
import { EXIT } from '../../src/contract';
import { DEPLOYMENT_FIELD_LIST } from '../../src/contract/deployment';
import { LABELS, RUNTIME_ANNOTATIONS } from '../../src/contract/object-metadata';
import { JOB_METADATA, POD_LABELS } from '../../src/contract/runtime-objects';

/** Where the pages are on the web: PyPI, NuGet and Maven Central show the README beside none of the other pages. */
const REPOSITORY = 'https://github.com/cdk8s-restate/cdk8s-restate/blob/main/';

test('the README has links that lead somewhere from every registry', () => {
  const targets = [...prose(page('README.md')).matchAll(/\]\(([^)\s]+)\)/g)];
  expect(targets.map(([, target]) => target).filter((target) => !/^https:/.test(target))).toEqual(
    [],
  );
});

describe.each(pages().map((each) => [each.path, each] as const))('%s', (path, each) => {
  test('links to pages and headings that exist', () => {
    const dead = [...prose(each).matchAll(/\]\(([^)\s]+)\)/g)]
      .map(([, target]) => target)
      .filter((target) => !/^https?:/.test(target) || target.startsWith(REPOSITORY))
      .filter((target) => {
        const [file, anchor] = target.replace(REPOSITORY, '').split('#');
        const from = target.startsWith(REPOSITORY) ? '.' : dirname(path);
        const other = file === '' ? path : normalize(join(from, file));
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

/** What the command line prints. */
async function printed(...args: string[]): Promise<string> {
  let text = '';
  const stdout = { write: (more: string) => ((text += more), true) };
  await main(args, { ...process, stdout } as any);
  return text;
}

/** All that follows a pattern on the pages: its groups. */
const told = (pattern: RegExp) => pages().flatMap(({ text }) => [...text.matchAll(pattern)]);

test('commands and flags that the pages tell to run exist', async () => {
  const usage = await printed('--help');
  const commands = told(/(?:npx cdk8s-restate|kubectl restate) ([a-z]+)([^`\n|>]*)/g);
  expect(commands.length).toBeGreaterThan(10);
  for (const [line, command, rest] of commands) {
    expect(usage).toContain(`  ${command} `);
    const flags = [...rest.matchAll(/(?<=\s)--?[a-z-]+/g)].map(([flag]) => flag);
    const known = await printed(command, '--help');
    expect({ line, unknown: flags.filter((flag) => !known.includes(flag)) }).toEqual({
      line,
      unknown: [],
    });
  }
});

test('scripts that the pages tell to run exist', () => {
  const { scripts } = JSON.parse(page('package.json').text);
  const names = told(/npm run ([a-z0-9:-]+)/g).map(([, name]) => name);
  expect(names.length).toBeGreaterThan(10);
  expect(names.filter((name) => scripts[name] === undefined)).toEqual([]);
});

test('what the pages show as YAML or JSON can be read', () => {
  const blocks = pages().flatMap((each) =>
    codeBlocks(each).filter(({ language }) => ['yaml', 'json'].includes(language)),
  );
  expect(blocks.length).toBeGreaterThan(5);
  const faults = blocks.flatMap(({ code }) =>
    parseAllDocuments(code).flatMap((document) =>
      (document as { errors: Error[] }).errors.map(({ message }) => message),
    ),
  );
  expect(faults).toEqual([]);
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

  test('explains all that an old version may wait for', () => {
    const source = ['blockers.ts', 'removal-gate.ts', 'old-version/rules-registered.ts']
      .concat('old-version/rules-unregistered.ts', 'old-version/rules-whatever-admin.ts')
      .map((file) => page(`src/reconciler/plan/${file}`).text)
      .concat(page('src/reconciler/observe/observation.ts').text)
      .join('\n');
    const sentences = [
      ...source.matchAll(/blockers\.push\(\s*[`']([^`'$]+)/g),
      ...source.matchAll(/blockers: \([^)]*\) => \[\s*[`']([^`'$]+)/g),
      ...source.matchAll(/return \[?\(?\s*[`']((?:the|desired|another|cannot) [^`'$]+)/g),
    ].map(([, start]) => start.trim().replace(/:.*$/, ':'));
    expect(sentences.length).toBeGreaterThan(10);
    const words = (sentence: string) =>
      sentence.replace('invocations of', 'invocations of SERVICE');
    expect(sentences.filter((sentence) => !text.includes(`\`${words(sentence)}`))).toEqual([]);
  });

  test('says of each command how it ends, in the words of its usage', async () => {
    for (const command of ['render', 'status', 'plan', 'connections', 'drain', 'uninstall']) {
      const usage = (await printed(command, '--help')).replace(/\s+/g, ' ').trim();
      const [, status] = /Exit status: (.*)$/.exec(usage)!;
      const row = new RegExp(`^\\| .*\`${command}\`.* \\| (.*) \\|$`, 'm').exec(text);
      expect({ command, status: row?.[1] }).toEqual({ command, status });
    }
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
