import { LineCounter, parseAllDocuments } from 'yaml';
import type { Document, Tags } from 'yaml';
import type { InputFault } from './input-fault';
import { mapScalars } from './scalars';

/** One document of a file: a resource, as far as it is known yet. */
export interface InputDocument {
  readonly file: string;
  /** The place in the file, for a document that does not say what it is. */
  readonly position: number;
  readonly content: unknown;
}

/**
 * Reads YAML as kubectl does: version 1.1, so that `on` and `yes` are booleans, but without the numbers in base 60
 * and the timestamps that kubectl's parser leaves as strings.
 */
const customTags = (tags: Tags): Tags =>
  tags.filter((tag) => {
    if (typeof tag === 'string') return true;
    return tag.tag !== 'tag:yaml.org,2002:timestamp' && tag.format !== 'TIME';
  });

/** The documents of a file, its lists expanded; what can't be read is a fault. */
export function readDocuments(file: string, text: string, faults: InputFault[]): InputDocument[] {
  const lineCounter = new LineCounter();
  const documents = parseAllDocuments(text, {
    version: '1.1',
    customTags,
    lineCounter,
    prettyErrors: false,
    intAsBigInt: true,
  });
  if ('empty' in documents) return [];
  return documents.flatMap((document, index) => {
    const errors = [...document.errors, ...document.warnings];
    for (const error of errors) {
      const { line, col } = lineCounter.linePos(error.pos[0]);
      faults.push({
        file,
        resource: '',
        field: `line ${line}, column ${col}`,
        problem: error.message,
        remedy: 'write YAML that kubectl can read',
      });
    }
    if (errors.length > 0) return [];
    const content = contentOf(document, file, faults);
    if (content === undefined || content === null) return [];
    return itemsOf(content).map((item) => ({ file, position: index + 1, content: item }));
  });
}

function contentOf(document: Document.Parsed, file: string, faults: InputFault[]): unknown {
  try {
    return smallIntegers(document.toJS());
  } catch (error) {
    // Aliases that blow up ("billion laughs") are noticed only here.
    const problem = error instanceof Error ? error.message : String(error);
    faults.push({ file, resource: '', field: '', problem, remedy: 'write out the aliases' });
    return undefined;
  }
}

/** Whole numbers are read as bigint, so that none is rounded; those that a number holds exactly become numbers. */
function smallIntegers(value: unknown): unknown {
  return mapScalars(value, (scalar) => {
    const exact = typeof scalar === 'bigint' && Number.isSafeInteger(Number(scalar));
    return exact ? Number(scalar) : scalar;
  });
}

/** `kubectl get -o yaml` writes a List. */
function itemsOf(content: unknown): unknown[] {
  if (typeof content !== 'object' || content === null) return [content];
  const { kind, items } = content as { kind?: unknown; items?: unknown };
  const isList = typeof kind === 'string' && kind.endsWith('List') && Array.isArray(items);
  return isList ? (items as unknown[]) : [content];
}
