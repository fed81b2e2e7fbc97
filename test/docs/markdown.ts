import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

export const PROJECT = join(__dirname, '../..');

export interface Page {
  /** Path in the project. */
  readonly path: string;
  readonly text: string;
}

export interface CodeBlock {
  readonly language: string;
  readonly code: string;
}

/** The pages that people read. */
export function pages(): Page[] {
  const docs = filesBelow('docs').filter(
    (path) => path.endsWith('.md') && !path.startsWith('docs/api/'),
  );
  const examples = filesBelow('examples').filter((path) => path.endsWith('.md'));
  return ['README.md', 'CONTRIBUTING.md', ...docs, ...examples].map(page);
}

export function page(path: string): Page {
  return { path, text: readFileSync(join(PROJECT, path), 'utf8') };
}

export function filesBelow(folder: string): string[] {
  return readdirSync(join(PROJECT, folder), { recursive: true, encoding: 'utf8' }).map((name) =>
    join(folder, name),
  );
}

export function codeBlocks({ text }: Page): CodeBlock[] {
  return [...text.matchAll(/^( *)```(\w*)[^\n]*\n([^]*?)^\1```$/gm)].map(
    ([, , language, code]) => ({
      language,
      code,
    }),
  );
}

/** In code, nothing is a link or a heading. */
export function prose({ text }: Page): string {
  return text.replace(/^( *)```[^]*?^\1```$/gm, '');
}

/** The anchors of the headings, as GitHub makes them. */
export function anchors(of: Page): string[] {
  return [...prose(of).matchAll(/^#+ (.*)$/gm)].map(([, heading]) =>
    heading
      .toLowerCase()
      .replace(/[^\w\- ]/g, '')
      .replace(/ /g, '-'),
  );
}
