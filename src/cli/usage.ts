import type { Flag, FlagTable } from './flags';

const WIDTH = 120;
const MAX_LABEL_WIDTH = 36;
const DEFAULT_GROUP = 'Flags';

/** The section of the usage text that lists flags. */
export function flagsUsage(table: FlagTable): string {
  const flags = Object.values(table);
  const hasShort = flags.some(({ short }) => short !== undefined);
  const labels = flags.map((flag) => flagLabel(flag, hasShort));
  const width = Math.max(...labels.map(({ length }) => length).filter((l) => l <= MAX_LABEL_WIDTH));
  const lines: string[] = [];
  flags.forEach((flag, index) => {
    const { group = DEFAULT_GROUP } = flag;
    if (index === 0 || group !== (flags[index - 1].group ?? DEFAULT_GROUP)) {
      lines.push(...(index === 0 ? [] : ['']), `${group}:`);
    }
    lines.push(...listItem(labels[index], flagHelp(flag), width));
  });
  return lines.join('\n');
}

/** Breaks each line of a text that is too long; indented lines are kept as they are. */
export function wrapped(text: string, width = WIDTH): string[] {
  return text
    .split('\n')
    .flatMap((line) => (line.startsWith(' ') ? line : brokenLine(line, width)));
}

function brokenLine(text: string, width: number): string[] {
  const lines = [''];
  for (const word of text.split(' ')) {
    const line = lines[lines.length - 1];
    if (line !== '' && line.length + 1 + word.length > width) lines.push(word);
    else lines[lines.length - 1] = line === '' ? word : `${line} ${word}`;
  }
  return lines;
}

function flagLabel({ name, short, value }: Flag, hasShort: boolean): string {
  const shortPart = short === undefined ? (hasShort ? '    ' : '') : `-${short}, `;
  return `${shortPart}--${name}${value === undefined ? '' : ` ${value}`}`;
}

function flagHelp({ help, default: byDefault }: Flag): string {
  return byDefault === undefined ? help : `${help} (default: ${byDefault})`;
}

/** A label and its text in two columns; below a label that is too long, the text starts on a line of its own. */
function listItem(label: string, text: string, width: number): string[] {
  const indent = ' '.repeat(width + 5);
  const [first, ...rest] = wrapped(text, WIDTH - indent.length);
  const others = rest.map((line) => `${indent}${line}`);
  return label.length > width
    ? [`  ${label}`, `${indent}${first}`, ...others]
    : [`  ${label.padEnd(width)}   ${first}`, ...others];
}
