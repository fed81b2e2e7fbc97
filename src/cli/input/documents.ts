import { LineCounter, parseAllDocuments } from 'yaml';
import type { Document, Tags } from 'yaml';
import type { InputFault } from './input-fault';
import { mapScalars } from './scalars';

/** One document of a file, not validated yet. */
export interface InputDocument {
  readonly file: string;
  /** The number of the document in the file, to identify it if it has no kind or name. */
  readonly position: number;
  readonly content: unknown;
}

/**
 * Parses YAML like kubectl: version 1.1, so that `on` and `yes` are booleans, but base-60 numbers and timestamps stay
 * strings.
 */
const customTags = (tags: Tags): Tags =>
  tags.filter((tag) => {
    if (typeof tag === 'string') return true;
    return tag.tag !== 'tag:yaml.org,2002:timestamp' && tag.format !== 'TIME';
  });

/** The documents of a file, Lists expanded into their items; syntax errors are faults. */
export function readDocuments(file: string, text: string, faults: InputFault[]): InputDocument[] {
  const lineCounter = new LineCounter();
  const documents = parseAllDocuments(text, {
    version: '1.1',
    customTags,
    lineCounter,
    prettyErrors: false,
    intAsBigInt: true,
    // A key that is no scalar is no field of any object; the library would warn of it in words of its own.
    logLevel: 'error',
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
        problem: `invalid YAML: ${error.message}`,
        remedy: 'fix the YAML',
      });
    }
    if (errors.length > 0) return [];
    const content = contentOf(document, `document ${index + 1}`, file, faults);
    if (content === undefined || content === null) return [];
    return itemsOf(content).map((item) => ({ file, position: index + 1, content: item }));
  });
}

function contentOf(
  document: Document.Parsed,
  field: string,
  file: string,
  faults: InputFault[],
): unknown {
  try {
    return smallIntegers(document.toJS());
  } catch (error) {
    // Aliases that expand exponentially ("billion laughs") are detected only here.
    const problem = `invalid YAML: ${error instanceof Error ? error.message : String(error)}`;
    const remedy = 'replace the aliases with their values';
    faults.push({ file, resource: '', field, problem, remedy });
    return undefined;
  }
}

/** Integers are parsed as bigint, so that none is rounded; this converts those that a number represents exactly. */
function smallIntegers(value: unknown): unknown {
  return mapScalars(value, (scalar) => {
    const exact = typeof scalar === 'bigint' && Number.isSafeInteger(Number(scalar));
    return exact ? Number(scalar) : scalar;
  });
}

/** The items of a List, which `kubectl get -o yaml` writes. */
function itemsOf(content: unknown): unknown[] {
  if (typeof content !== 'object' || content === null) return [content];
  const { kind, items } = content as { kind?: unknown; items?: unknown };
  const isList = typeof kind === 'string' && kind.endsWith('List') && Array.isArray(items);
  return isList ? (items as unknown[]) : [content];
}
